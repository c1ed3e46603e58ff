"""Run a planned sweep in this process and its workers."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.core.runs.directory import Run
from training.core.runs.liveness import working_on
from training.core.splits.test_records import test_words
from training.errors import UserError
from training.hpo.exceptions import DiskRefusedError
from training.hpo.pruners import build_pruner
from training.hpo.samplers.registry import built_sampler, find_sampler
from training.hpo.storage.address import storage_address
from training.hpo.storage.open import OpenStudy, create_or_open
from training.hpo.storage.study import SweepStudy
from training.hpo.sweep.callbacks import (
    PluginSweepCallback,
    SweepCallback,
    SweepCallbackList,
    SweepEnd,
    SweepStart,
    SweepStatus,
)
from training.hpo.sweep.config import name_and_options
from training.hpo.sweep.directory import end_sweep, make_folder, take_up
from training.hpo.sweep.disk_errors import disk_refusals
from training.hpo.sweep.folds import keep_folds
from training.hpo.sweep.plan import Planned, fold_file, fold_settings, words_of
from training.hpo.sweep.restore_study import restore_study
from training.hpo.sweep.runner import SweepRunner
from training.hpo.sweep.sweep_plan import SweepPlan
from training.hpo.workers.pool import WorkerPool
from training.hpo.workers.start import is_in_process, plan_workers

if TYPE_CHECKING:
    from optuna import Study

logger = logging.getLogger("training")


@dataclass(frozen=True)
class SweepResult:
    """Outcome of a session of a sweep.

    Attributes:
        plan: The sweep.
        study: Its study, with the trials of all sessions and processes.
        run: Its record; None for a sweep of the old functions.
    """

    plan: SweepPlan
    study: Study
    run: Run | None


def start_sweep(planned: Planned, callbacks: Sequence[SweepCallback] = ()) -> SweepResult:
    """Run a new sweep, or take part in one that other processes share through the storage.

    Args:
        planned: The sweep, from `plan_sweep`.
        callbacks: Notified of what happens, after the plugins.

    Raises:
        StudyLoadError: The storage does not answer, or holds another study of that name.
        TrialExecutionError: No trial can be trained.
        DiskRefusedError: The disk is full, read-only or faulty; `resume_sweep` continues.
        KeyboardInterrupt: SIGINT came; `resume_sweep` continues.
    """
    plan = planned.plan
    with disk_refusals(plan.directory):
        return _started(planned, callbacks)


def _started(planned: Planned, callbacks: Sequence[SweepCallback]) -> SweepResult:
    plan = planned.plan
    shared = open_study_of(plan) if plan.config.storage is not None else None
    run = make_folder(plan)
    with engage(plan) as pool:
        opened = shared or open_study_of(plan)
        write_folds(planned)
        return SweepResult(plan, run_sweep(plan, opened, pool, callbacks, run), run)


def resume_sweep(planned: Planned, callbacks: Sequence[SweepCallback] = ()) -> SweepResult:
    """Continue with the sweep of a folder, from `reopen`; raises as `start_sweep`.

    A study that was lost is made anew from the folders of the trials.
    """
    plan = planned.plan
    with disk_refusals(plan.directory), engage(plan) as pool:
        opened = open_study_of(plan)
        write_folds(planned)
        restored = restore_study(plan, opened)
        if restored:
            SweepCallbackList(callbacks).on_note(
                f"the study had no trials: {restored} were read from their folders"
            )
        run = take_up(plan)
        return SweepResult(plan, run_sweep(plan, opened, pool, callbacks, run), run)


def engage(plan: SweepPlan) -> WorkerPool:
    """Start the workers of a sweep: they get ready while its study is opened.

    The folder of the sweep must be there.
    """
    at_a_time = 1 if _reports_steps(plan) else len(plan.folds)
    workers = plan_workers(plan.config.workers, plan.config.trials * at_a_time)
    setup = plan.worker_setup(workers.threads, waits=_reports_steps(plan))
    return workers.start(setup, plan.directory / "workers")


def open_study_of(plan: SweepPlan) -> OpenStudy:
    """Create or open the study of a sweep."""
    url = storage_address(plan.config.storage, plan.directory)
    return create_or_open(plan.config.name, url, plan.direction, plan.shared_by_all_trials())


def run_sweep(
    plan: SweepPlan,
    opened: OpenStudy,
    pool: WorkerPool,
    callbacks: Sequence[SweepCallback],
    run: Run | None,
) -> Study:
    """Run the trials that are left and return the study.

    Args:
        plan: The sweep.
        opened: Its study.
        pool: Its workers.
        callbacks: Notified of what happens, after the plugins.
        run: Record of the sweep, if it has one.
    """
    sampler = find_sampler(*name_and_options(plan.config.sampler))
    sweep_study = SweepStudy(
        opened.study,
        opened.leases,
        lambda number: built_sampler(sampler, plan.config.seed, number),
        opened.url,
    )
    opened.study.pruner = build_pruner(*name_and_options(plan.config.pruner))
    everyone = SweepCallbackList([PluginSweepCallback(), *callbacks])
    everyone.on_start(_start_of(plan, opened.study, pool))
    for note in plan.notes:
        everyone.on_note(note)
    runner = SweepRunner(plan, sweep_study, pool, everyone, _reports_steps(plan))
    with working_on(plan.directory):
        try:
            runner.run()
        except BaseException as error:
            _end_badly(run, sweep_study, everyone, error)
            raise
        _end(run, sweep_study, everyone, _final_status(plan, opened.study))
    return opened.study


def write_folds(planned: Planned) -> None:
    """Write the folds of a sweep to their file, unless they are there."""
    plan, sweep_records = planned
    asked = plan.config.folds
    settings = None if asked is None else fold_settings(plan.config, asked)
    keep_folds(plan.folds, sweep_records, settings, fold_file(plan.config, plan.directory))


def _start_of(plan: SweepPlan, study: Study, pool: WorkerPool) -> SweepStart:
    finished = [one for one in study.get_trials(deepcopy=False) if one.state.is_finished()]
    return SweepStart(
        name=plan.directory.name,
        study=study.study_name,
        directory=plan.directory,
        metric=plan.metric,
        direction=plan.direction,
        trials=plan.config.trials,
        finished=len(finished),
        folds=len(plan.folds),
        workers=0 if is_in_process(plan.config.workers) else pool.size,
        seed=plan.config.seed,
        search_space=words_of(plan.space),
        test=test_words(plan.test_records),
    )


def _reports_steps(plan: SweepPlan) -> bool:
    """Return whether evaluations within a fold are reported to the pruner of the study."""
    name, _ = name_and_options(plan.config.pruner)
    return name != "none"


def _final_status(plan: SweepPlan, study: Study) -> SweepStatus:
    """Return how a session ended that nothing disturbed: its time may have been over."""
    trials = study.get_trials(deepcopy=False)
    finished = sum(trial.state.is_finished() for trial in trials)
    return "completed" if finished >= plan.config.trials else "interrupted"


def _end(
    run: Run | None, sweep_study: SweepStudy, callback: SweepCallback, status: SweepStatus
) -> None:
    best = sweep_study.best()
    end = SweepEnd(
        status, None if best is None else best.number, None if best is None else best.value
    )
    if run is not None:
        end_sweep(run, status, {"best_trial": end.best_trial, "best_value": end.best_value})
    callback.on_end(end)


def _end_badly(
    run: Run | None, sweep_study: SweepStudy, callback: SweepCallback, error: BaseException
) -> None:
    """Note that a session went wrong; what goes wrong now must not hide the reason."""
    is_failure = isinstance(error, Exception) and not isinstance(error, DiskRefusedError)
    status: SweepStatus = "failed" if is_failure else "interrupted"
    try:
        _end(run, sweep_study, callback, status)
    except Exception as problem:
        is_bug = not isinstance(problem, UserError)
        logger.warning(
            "the end of the %s sweep could not be noted: %s", status, problem, exc_info=is_bug
        )
