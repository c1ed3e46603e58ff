"""The objective of a sweep for a study of one's own: train on every fold, average the metric."""

from __future__ import annotations

import logging
import math
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from training.core.runs.directory import CHECKPOINT
from training.hpo.compat.train_fold import place_of, train_fold
from training.hpo.search_space.search_space import sample
from training.hpo.storage import trial_attributes
from training.hpo.sweep.callbacks import TrialEnd
from training.hpo.sweep.directory import close_trial, open_trial
from training.hpo.sweep.sweep_plan import SweepPlan
from training.hpo.sweep.trials.fold_jobs import fold_job
from training.hpo.sweep.trials.trial import RunningTrial
from training.hpo.workers.fold_job import FoldResult

if TYPE_CHECKING:
    from optuna import Study, Trial

logger = logging.getLogger("training")


class CrossValidatedObjective:
    """Carries out a trial in this process; call it with an Optuna trial.

    Args:
        plan: The sweep.
    """

    def __init__(self, plan: SweepPlan) -> None:
        from training.hpo.workers.fold_runner import FoldRunner

        self.plan = plan
        self._runner = FoldRunner(plan.worker_setup(threads=None))
        self._study: Study | None = None

    def __call__(self, trial: Trial) -> float:
        """Train on every fold and return the mean of the metric.

        Returns:
            The mean; NaN as soon as one fold has no finite number, whose later folds are not
            trained then.

        Raises:
            TrialExecutionError: A fold cannot be trained.
        """
        self._study = trial.study
        running = self._opened(trial)
        while (fold := running.next_fold) is not None and not _has_nan(running):
            running.results[fold] = self._trained(running, fold)
            running.considered += 1
        for key, value in running.summary().items():
            trial.set_user_attr(key, value)
        self._close(running)
        return running.mean

    def cleanup(self) -> None:
        """Delete the exported models of all trials but the best, if `save_only_best` asks for it.

        What was recorded of the trials stays.
        """
        if self._study is None or not self.plan.config.save_only_best:
            return
        best = _best_number(self._study)
        for trial in self._study.get_trials(deepcopy=False):
            noted = trial.user_attrs.get(trial_attributes.DIRECTORY)
            if noted and trial.number != best:
                self._delete_models(Path(noted))

    def _opened(self, trial: Trial) -> RunningTrial:
        params = sample(self.plan.space, trial)
        running = RunningTrial(
            trial=trial,
            params=params,
            values=self.plan.values_of(params),
            directory=self.plan.trial_folder(trial.number),
            folds=len(self.plan.folds),
        )
        open_trial(self.plan, running)
        trial.set_user_attr(trial_attributes.DIRECTORY, str(running.directory))
        return running

    def _trained(self, running: RunningTrial, fold: int) -> FoldResult:
        job = fold_job(self.plan, running, fold)
        result = train_fold(self._runner, job, running.params)
        if result.outcome == "diverged":
            logger.warning("%s with %s: %s", place_of(job), dict(running.params), result.message)
        return result

    def _close(self, running: RunningTrial) -> None:
        is_finite = math.isfinite(running.mean)
        end = TrialEnd(
            number=running.number,
            state="complete" if is_finite else "failed",
            params=running.params,
            value=running.mean if is_finite else None,
            fold_values=running.fold_values,
            reason=None if is_finite else f"`{self.plan.metric}` is not a finite number",
            seconds=running.seconds,
            directory=str(running.directory),
        )
        close_trial(self.plan, running, end)

    def _delete_models(self, folder: Path) -> None:
        if folder.resolve().parent != self.plan.directory.resolve():
            return
        for model in [*folder.glob(CHECKPOINT), *folder.glob(f"*/{CHECKPOINT}")]:
            shutil.rmtree(model)


def _has_nan(running: RunningTrial) -> bool:
    return None in running.fold_values


def _best_number(study: Study) -> int | None:
    try:
        return study.best_trial.number
    except ValueError:
        return None
