"""Make the study of a sweep anew from the folders of its trials."""

from __future__ import annotations

import re
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any, cast

from training.core.runs.directory import COMPLETED
from training.errors import RunError
from training.hpo.search_space.search_space import sample
from training.hpo.storage import trial_attributes
from training.hpo.storage.leases import ASKING
from training.hpo.storage.open import OpenStudy
from training.hpo.storage.trial_attributes import fold_key
from training.hpo.sweep.sweep_plan import SweepPlan
from training.hpo.sweep.trials.fold_jobs import fold_job
from training.hpo.sweep.trials.trial import RunningTrial
from training.hpo.workers.fold_record import PRUNED, recorded_result
from training.hpo.workers.records import TrialRecord, trial_record

if TYPE_CHECKING:
    from optuna import Trial
    from optuna.trial import FrozenTrial

_NAME = re.compile(r"trial-(\d+)")


def restore_study(plan: SweepPlan, opened: OpenStudy) -> int:
    """Put the trials whose folders are there into a study that has none.

    So a sweep outlives its study: a database that was damaged, lost or not copied along costs
    nothing but the moments at which trials began. Trials that had ended stay as they ended; the
    others resume from their folds. A number whose folder is gone or unreadable is tried anew under
    another number.

    Returns:
        How many trials were restored; 0 when the study has trials, or the folder has none.
    """
    folders = _folders(plan.directory)
    if not folders or not opened.leases.claim(ASKING):
        return 0
    try:
        if opened.study.get_trials(deepcopy=False):
            return 0
        for number in range(max(folders) + 1):
            opened.study.add_trial(_trial(plan, number, folders.get(number)))
    finally:
        opened.leases.release([ASKING])
    return len(folders)


def _folders(sweep: Path) -> dict[int, Path]:
    found = {path: _NAME.fullmatch(path.name) for path in sweep.iterdir() if path.is_dir()}
    return {int(name[1]): path for path, name in found.items() if name is not None}


def _trial(plan: SweepPlan, number: int, folder: Path | None) -> FrozenTrial:
    from optuna.trial import TrialState, create_trial

    try:
        if folder is not None:
            return _restored(plan, number, folder)
    except (RunError, ValueError):
        pass
    # Without a reason it does not count as one of the trials asked for.
    return create_trial(state=TrialState.FAIL)


def _restored(plan: SweepPlan, number: int, folder: Path) -> FrozenTrial:
    """Return a trial as its records tell of it; one without an end waits to be resumed.

    Raises:
        RunError: Its record is damaged.
        ValueError: Its parameters are not those of the search space.
    """
    from optuna.trial import FixedTrial, TrialState, create_trial

    record = trial_record(folder)
    fixed = FixedTrial(record.details.params, number)
    sample(plan.space, fixed)
    running = _running(plan, cast("Trial", fixed), folder)
    running.considered = min(len(record.fold_values or [0]), len(running.judgeable))
    ends = {COMPLETED: TrialState.COMPLETE, PRUNED: TrialState.PRUNED, "failed": TrialState.FAIL}
    state = ends.get(record.status, TrialState.WAITING)
    if state == TrialState.COMPLETE and not running.is_complete:
        state = TrialState.WAITING
    values = running.finite_values
    has_value = bool(values) and state in (TrialState.COMPLETE, TrialState.PRUNED)
    mean = fmean(values) if has_value else None
    return create_trial(
        state=state,
        value=mean,
        # As the sampler learned from the folds that a pruned trial had.
        intermediate_values={len(values): mean}
        if mean is not None and state == TrialState.PRUNED
        else {},
        params=fixed.params,
        distributions=fixed.distributions,
        user_attrs=_notes(running, record, state.is_finished()),
    )


def _running(plan: SweepPlan, trial: Trial, folder: Path) -> RunningTrial:
    """Return a trial with the folds that came to their end."""
    running = RunningTrial(trial, trial.params, {}, folder, len(plan.folds), is_resumed=True)
    for fold in range(running.folds):
        result = recorded_result(fold_job(plan, running, fold), plan.metric)
        if result is not None:
            running.results[fold] = result
    return running


def _notes(running: RunningTrial, record: TrialRecord, ended: bool) -> dict[str, Any]:
    """Return what a study notes of a trial."""
    folds = {fold_key(fold): result.as_values() for fold, result in running.results.items()}
    reason = {trial_attributes.REASON: record.error} if record.error else {}
    return {
        trial_attributes.DIRECTORY: str(running.directory),
        **folds,
        **({**running.summary(), **reason} if ended else {}),
    }
