"""Run the trials of a sweep: claim them, hand their folds to workers, judge, end them."""

from __future__ import annotations

import logging
import math
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.core.processes.signals import Interruption, listening, raise_for
from training.hpo.exceptions import DiskRefusedError
from training.hpo.search_space.search_space import sample
from training.hpo.storage import trial_attributes
from training.hpo.storage.heartbeat import Heartbeat
from training.hpo.storage.study import SOON_SECONDS, SweepStudy, counted
from training.hpo.storage.trial_attributes import fold_key
from training.hpo.sweep.callbacks import SweepCallback, TrialEnd, TrialState
from training.hpo.sweep.directory import close_trial, open_trial
from training.hpo.sweep.disk_errors import disk_refusals, stopped
from training.hpo.sweep.sweep_plan import SweepPlan
from training.hpo.sweep.trials.failures import Failures
from training.hpo.sweep.trials.fold_jobs import fold_job
from training.hpo.sweep.trials.fold_scores import FoldScores
from training.hpo.sweep.trials.model_retention import ModelKeeping
from training.hpo.sweep.trials.trial import RunningTrial
from training.hpo.workers.fold_job import FoldJob, FoldReport, FoldResult
from training.hpo.workers.pool import Event, WorkerDied, WorkerPool

if TYPE_CHECKING:
    from optuna import Trial
    from optuna.trial import FrozenTrial

logger = logging.getLogger("training")

LOOK_SECONDS = 0.5
"""How long signals and other processes may go unnoticed."""
OTHERS_SECONDS = 2.0
"""Time between two looks whether a trial of another process has become free."""
UNKNOWN_EVALUATIONS = 1000
"""Steps set aside for a fold whose number of evaluations is not known before."""


class SweepRunner:
    """Runs trials until the study has as many as it should, or the time is over.

    A trial whose objective is not a finite number fails, and the sweep continues; so it does when a
    trial cannot be trained, unless none can.

    Args:
        plan: The sweep.
        sweep_study: Its study.
        pool: The workers; they are ended with the session.
        callback: Notified of what happens.
        reports_steps: Whether evaluations within a fold are reported to the pruner of the study.
    """

    def __init__(
        self,
        plan: SweepPlan,
        sweep_study: SweepStudy,
        pool: WorkerPool,
        callback: SweepCallback,
        reports_steps: bool,
    ) -> None:
        self._plan = plan
        self._study = sweep_study
        self._pool = pool
        self._callback = callback
        self._reports_steps = reports_steps
        self._active: dict[int, RunningTrial] = {}
        self._progress: dict[int, str] = {}
        self._scores = FoldScores(plan.config.fold_pruning, plan.direction, len(plan.folds))
        self._models = ModelKeeping(plan.directory, plan.config.save_only_best)
        self._failures = Failures(plan.config.trials)
        minutes = plan.config.timeout_minutes
        self._deadline = math.inf if minutes is None else time.monotonic() + 60 * minutes
        self._next_look = 0.0
        self._are_all_begun = False
        self._waits_for_others = False
        self._unneeded: set[Path] = set()
        self._unwritten: list[tuple[Trial, dict[str, Any]]] = []

    def run(self) -> None:
        """Run trials.

        Raises:
            KeyboardInterrupt: SIGINT came; folds that were being trained keep a checkpoint, and
                their trials wait to be resumed.
            SystemExit: Another signal came; as above.
            TrialExecutionError: No trial can be trained.
            DiskRefusedError: The disk is full, read-only or faulty; trials under way wait.
            StudyLoadError: The storage no longer answers.
        """
        with listening() as interruption:
            interruption.deferred = True
            self._models.after_trial(None, _folder(self._study.best()))
            try:
                with (
                    disk_refusals(self._plan.directory),
                    Heartbeat(self._study.leases, self._progress.copy) as heartbeat,
                ):
                    self._work(interruption, heartbeat)
            except DiskRefusedError:
                self._close_without_disk()
                raise
            finally:
                self._close()

    def _close(self) -> None:
        self._pool.close(self._active.keys())
        self._write_results()
        self._study.postpone(one.trial for one in self._active.values())
        self._active.clear()
        self._models.after_unneeded(self._unneeded)

    def _close_without_disk(self) -> None:
        """Note what can be noted; the rest is found again in the folders of trials and folds."""
        try:
            self._close()
        except DiskRefusedError as refusal:
            logger.debug("the trials under way could not be noted: %s", refusal)
        finally:
            self._active.clear()
            self._unwritten.clear()
            self._unneeded.clear()

    def _work(self, interruption: Interruption, heartbeat: Heartbeat) -> None:
        while True:
            if interruption.requested is not None:
                raise_for(interruption.requested)
            self._give_up(heartbeat)
            self._hand_out()
            self._write_results()
            if not self._active and self._is_over():
                return
            seconds = LOOK_SECONDS if self._active else OTHERS_SECONDS
            for event in self._pool.wait(seconds, self._judge):
                self._handle(event)
            if not self._active and self._waits_for_others:
                time.sleep(LOOK_SECONDS)

    def _give_up(self, heartbeat: Heartbeat) -> None:
        """Leave trials to the process that took them over, because this one was silent too long."""
        for number in heartbeat.lost & self._active.keys():
            self._callback.on_note(
                f"trial {number} was taken over by another process, because this one did not "
                "answer for a while"
            )
            del self._active[number]
            self._progress.pop(number, None)
        heartbeat.lost.clear()

    def _hand_out(self) -> None:
        while self._pool.free:
            job = self._next_job()
            if job is None:
                return
            self._active[job.trial].running.add(job.fold)
            self._note_progress(job.trial, f"fold {job.fold + 1}/{len(self._plan.folds)}")
            self._pool.start(job)

    def _next_job(self) -> FoldJob | None:
        for number in sorted(self._active):
            fold = self._active[number].next_fold
            if fold is not None:
                return fold_job(self._plan, self._active[number], fold)
        trial = self._begin_trial()
        while trial is not None and trial.number not in self._active:
            trial = self._begin_trial()
        if trial is None or trial.next_fold is None:
            return self._spare_job()
        return fold_job(self._plan, trial, trial.next_fold)

    def _spare_job(self) -> FoldJob | None:
        """Return a fold of a trial that is at another one, for a worker with nothing else to do.

        It is for nothing if the trial is pruned. A pruner of evaluations has to see them in order.
        """
        if self._reports_steps or not self._are_all_begun:
            return None
        for number in sorted(self._active):
            fold = self._active[number].spare_fold
            if fold is not None:
                return fold_job(self._plan, self._active[number], fold)
        return None

    def _begin_trial(self) -> RunningTrial | None:
        """Return a trial of this process; one that only had to be ended is not active."""
        now = time.monotonic()
        if now >= self._deadline:
            self._are_all_begun = True
        if now < self._next_look or now >= self._deadline:
            return None
        claimed = self._study.claim(self._plan.config.trials, self._active.keys())
        if claimed is None:
            self._next_look = now + OTHERS_SECONDS
            self._are_all_begun = counted(self._study.trials()) >= self._plan.config.trials
            return None
        trial = self._opened(claimed)
        self._callback.on_trial_start(trial.number, trial.params, trial.is_resumed)
        if trial.results:
            self._decide(trial)
        return trial

    def _opened(self, claimed: Trial) -> RunningTrial:
        params = sample(self._plan.space, claimed)
        noted = trial_attributes.noted_folder(claimed)
        trial = RunningTrial(
            trial=claimed,
            params=params,
            values=self._plan.values_of(params),
            directory=self._folder_of(claimed.number, noted),
            folds=len(self._plan.folds),
            is_resumed=noted is not None,
        )
        self._active[trial.number] = trial
        self._progress[trial.number] = ""
        self._study.note(claimed, {trial_attributes.DIRECTORY: str(trial.directory)})
        open_trial(self._plan, trial)
        trial.remember()
        return trial

    def _folder_of(self, number: int, noted: Path | None) -> Path:
        """Return the folder of a trial: where it was begun, if that can be seen from here."""
        if noted is not None and noted.is_dir():
            return noted
        return self._plan.trial_folder(number)

    def _judge(self, report: FoldReport) -> bool:
        """Note an evaluation, and return whether the trial is to be pruned."""
        self._callback.on_report(report)
        trial = self._active.get(report.trial)
        if trial is None:
            return True
        where = f"fold {report.fold + 1}/{trial.folds}, epoch {report.epoch}/{report.epochs}"
        self._note_progress(report.trial, where)
        if not self._reports_steps or report.value is None:
            return False
        step = report.fold * self._evaluations_per_fold(report) + report.evaluation
        return self._study.report(trial.trial, report.value, step)

    def _evaluations_per_fold(self, report: FoldReport) -> int:
        """Return the steps between two folds, the same for all trials."""
        every = self._plan.base.training.evaluate_every_steps
        searched = self._plan.bases or any("epochs" in name for name in self._plan.space)
        if every is not None or searched:
            return UNKNOWN_EVALUATIONS
        return max(report.epochs, self._plan.base.training.epochs)

    def _handle(self, event: Event) -> None:
        if isinstance(event, WorkerDied):
            self._handle_worker_death(event)
            return
        trial = self._active.get(event.trial)
        if trial is None:
            self._models.after_unneeded(self._unneeded & {Path(event.directory)})
            return
        trial.running.discard(event.fold)
        if event.outcome == "unwritten":
            raise DiskRefusedError(stopped(event.message, self._plan.directory))
        trial.results[event.fold] = event
        self._unwritten.append((trial.trial, {fold_key(event.fold): _noted(event)}))
        if event.outcome == "completed":
            self._models.after_fold(Path(event.directory))
        self._callback.on_fold_end(event)
        self._decide(trial)

    def _write_results(self) -> None:
        """Note the results of folds; that may wait until the workers have something to do.

        One that is not noted before a crash is found in the folder of its fold.
        """
        unwritten, self._unwritten = self._unwritten, []
        for trial, values in unwritten:
            self._study.note(trial, values)

    def _handle_worker_death(self, worker_death: WorkerDied) -> None:
        """Let another worker continue with a fold, unless too many died on its trial."""
        trial = self._active.get(worker_death.job.trial)
        if trial is None:
            return
        trial.running.discard(worker_death.job.fold)
        if worker_death.is_stopped:
            self._callback.on_note(f"{worker_death.job}: its worker {worker_death.reason}")
            return
        trial.deaths += 1
        most = self._plan.config.workers.max_deaths
        self._study.note(trial.trial, {trial_attributes.DEATHS: trial.deaths})
        words = f"{worker_death.job}: its worker {worker_death.reason}"
        if trial.deaths < most:
            self._callback.on_note(f"{words}; another one resumes from its checkpoint")
            return
        reason = f"{trial.deaths} workers died on it; the last one {worker_death.reason}"
        self._end(trial, "failed", reason)
        self._failures.add(trial, "broken", f"{words}. Give trials less to do or more memory.")

    def _decide(self, trial: RunningTrial) -> None:
        """End a trial if its results, taken in the order of its folds, are enough to."""
        while trial.number in self._active and trial.considered in trial.results:
            trial.considered += 1
            self._consider(trial, trial.judged[-1])

    def _consider(self, trial: RunningTrial, last: FoldResult) -> None:
        if last.outcome == "pruned":
            self._end(trial, "pruned", f"pruned within fold {last.fold + 1} by its pruner")
        elif last.outcome != "completed":
            self._end(trial, "failed", last.message or last.outcome, last.outcome == "diverged")
            self._failures.add(trial, last.outcome, last.message, last.traceback)
        elif last.value is None:
            self._end(trial, "failed", f"`{self._plan.metric}` is not a finite number", True)
        elif trial.considered == trial.folds:
            self._failures.worked()
            self._end(trial, "complete", None)
        elif self._scores.should_prune(trial.finite_values, self._study.trials(SOON_SECONDS)):
            done = f"after {trial.considered} of {trial.folds} folds"
            self._end(trial, "pruned", f"{done} it would hardly become the best")

    def _end(
        self, trial: RunningTrial, state: TrialState, reason: str | None, not_finite: bool = False
    ) -> None:
        self._write_results()
        self._study.note(trial.trial, trial.summary())
        value = trial.mean if state == "complete" else None
        if value is not None:
            self._study.complete(trial.trial, value)
        elif state == "pruned":
            self._report_mean(trial)
            self._study.prune(trial.trial, str(reason))
        else:
            self._study.fail(trial.trial, str(reason), not_finite)
        del self._active[trial.number]
        self._progress.pop(trial.number, None)
        running = (self._plan.fold_folder(trial.directory, fold) for fold in trial.running)
        self._unneeded.update(running)
        end = TrialEnd(
            trial.number,
            state,
            trial.params,
            value,
            trial.fold_values,
            reason,
            trial.seconds,
            str(trial.directory),
            trial_attributes.loss_among(trial.summary().get(trial_attributes.METRICS)),
        )
        close_trial(self._plan, trial, end)
        self._models.after_trial(trial.directory, _folder(self._study.best()))
        self._callback.on_trial_end(end)

    def _report_mean(self, trial: RunningTrial) -> None:
        """Let the sampler learn from the folds that a pruned trial has."""
        values = trial.finite_values
        if values and not self._reports_steps:
            self._study.report(trial.trial, sum(values) / len(values), len(values))

    def _is_over(self) -> bool:
        """Return whether nothing is left, neither here nor in the hands of other processes."""
        trials = self._study.trials()
        unfinished = [one.number for one in trials if not one.state.is_finished()]
        if time.monotonic() >= self._deadline:
            self._callback.on_note(
                f"the time is over: {len(trials) - len(unfinished)} of {self._plan.config.trials} "
                "trials are finished"
            )
            return True
        if unfinished and not self._waits_for_others:
            listed = ", ".join(map(str, unfinished))
            self._callback.on_note(f"waiting for trials of other processes: {listed}")
            self._waits_for_others = True
        return not unfinished and counted(trials) >= self._plan.config.trials

    def _note_progress(self, number: int, text: str) -> None:
        self._progress[number] = text


def _noted(result: FoldResult) -> dict[str, Any]:
    """Return what the study keeps of a fold; tracebacks stay in the logs."""
    return {**result.as_values(), "traceback": ""}


def _folder(best: FrozenTrial | None) -> Path | None:
    return None if best is None else trial_attributes.noted_folder(best)
