"""The objective of a sweep: train on every fold, average the metric."""

from __future__ import annotations

import logging
import math
import shutil
import statistics
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

from training.config import RunConfig
from training.core.data.dataset import Dataset
from training.core.data.dataset import Record
from training.errors import DivergenceError
from training.errors import UserError
from training.hpo.core import trial_attributes
from training.hpo.core.parameters import Parameter
from training.hpo.core.search_space import sample
from training.hpo.exceptions import TrialExecutionError
from training.hpo.execution.local.trial_config import trial_config

if TYPE_CHECKING:
    from optuna import Study
    from optuna import Trial


logger = logging.getLogger("training")


@dataclass
class CrossValidatedObjective:
    """Carries out a trial in this process; call it with an Optuna trial.

    Attributes:
        base: Configuration that all trials share.
        space: Parameters that are sampled.
        folds: Dataset of each fold; a single one means no cross-validation.
        metric: Metric of the validation split that is averaged.
        output_dir: Folder in which each trial makes its own.
        run_id: Ends the name of those folders, unless it is empty.
        save_only_best: Whether `cleanup` keeps the models of the best trial alone.
    """

    base: RunConfig
    space: Mapping[str, Parameter]
    folds: Sequence[Dataset[Record]]
    metric: str
    output_dir: Path
    run_id: str = ""
    save_only_best: bool = False
    _study: Study | None = field(default=None, repr=False)

    def __call__(self, trial: Trial) -> float:
        """Train on every fold and return the mean of the metric.

        Returns:
            The mean; NaN as soon as one fold brings no finite number, whose later folds are not
            trained then.

        Raises:
            TrialExecutionError: A fold cannot be trained.
        """
        self._study = trial.study
        folder = self._new_folder(trial.number)
        trial.set_user_attr(trial_attributes.DIRECTORY, str(folder))
        parameters = sample(self.space, trial)
        evaluations: list[Mapping[str, Any]] = []
        for fold in range(len(self.folds)):
            evaluations.append(self._evaluate(trial.number, fold, folder, parameters))
            if not math.isfinite(self._value(evaluations[-1])):
                break
        return self._noted(trial, evaluations)

    def cleanup(self) -> None:
        """Delete the exported models of all trials but the best, if `save_only_best` asks for it.

        What was recorded of the trials stays.
        """
        if self._study is None or not self.save_only_best:
            return
        best = _best_number(self._study)
        for trial in self._study.get_trials(deepcopy=False):
            noted = trial.user_attrs.get(trial_attributes.DIRECTORY)
            if noted and trial.number != best:
                self._delete_models(Path(noted))

    def _delete_models(self, folder: Path) -> None:
        if folder.resolve().parent != self.output_dir.resolve():
            return
        for model in [*folder.glob("checkpoint"), *folder.glob("fold_*/checkpoint")]:
            shutil.rmtree(model)

    def _new_folder(self, number: int) -> Path:
        folder = self.output_dir / "_".join(filter(None, ["trial", str(number), self.run_id]))
        try:
            folder.mkdir(parents=True)
        except OSError as error:
            raise TrialExecutionError(
                f"trial {number}: the folder {folder} cannot be made: {error.strerror}. Choose "
                "another output folder; what an earlier sweep left is never overwritten."
            ) from error
        return folder

    def _evaluate(
        self, number: int, fold: int, folder: Path, parameters: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        from training.core.training_run import train

        place = f"trial {number}" + (f", fold {fold}" if self._is_cross_validation else "")
        try:
            config = trial_config(self.base, parameters, place)
            directory = self._run_folder(folder, fold)
            metrics = train(config, dataset=self.folds[fold], directory=directory).validation
            self._require_metric(metrics)
        except DivergenceError as error:
            logger.warning("%s with %s: %s", place, dict(parameters), error)
            return {}
        except UserError as error:
            explanation = f"{place} with {dict(parameters)}: {error}{self._hint(error)}"
            raise TrialExecutionError(explanation) from error
        return metrics

    def _hint(self, error: UserError) -> str:
        same = self.base.training.metric == self.metric
        if same and str(error).startswith("training.metric"):
            return " The sweep sets `training.metric` to its `objective.metric`."
        return ""

    def _run_folder(self, folder: Path, fold: int) -> Path:
        directory = folder / f"fold_{fold}" if self._is_cross_validation else folder
        directory.mkdir(exist_ok=True)
        return directory

    def _require_metric(self, metrics: Mapping[str, Any]) -> None:
        if metrics and not isinstance(metrics.get(self.metric), (int, float)):
            numbers = sorted(_numbers(metrics))
            raise TrialExecutionError(
                f"`objective.metric`: the evaluation reports no number `{self.metric}`; it reports "
                f"{', '.join(numbers)}."
            )

    @property
    def _is_cross_validation(self) -> bool:
        return len(self.folds) > 1

    def _value(self, metrics: Mapping[str, Any]) -> float:
        """Return the metric; an evaluation without numbers had none that could be compared."""
        return float(metrics.get(self.metric, math.nan))

    def _noted(self, trial: Trial, evaluations: Sequence[Mapping[str, Any]]) -> float:
        values = [self._value(metrics) for metrics in evaluations]
        finite = all(map(math.isfinite, values))
        if self._is_cross_validation:
            each = [value if math.isfinite(value) else None for value in values]
            trial.set_user_attr(trial_attributes.CV_FOLD_METRICS, each)
        if not finite:
            return math.nan
        mean = statistics.fmean(values)
        trial.set_user_attr(trial_attributes.METRICS, _means(evaluations))
        if self._is_cross_validation:
            trial.set_user_attr(trial_attributes.CV_MEAN, mean)
            trial.set_user_attr(trial_attributes.CV_STD, statistics.pstdev(values))
        return mean


def _means(evaluations: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    names = set.intersection(*(set(_numbers(metrics)) for metrics in evaluations))
    means = {name: statistics.fmean(one[name] for one in evaluations) for name in sorted(names)}
    return {name: mean for name, mean in means.items() if math.isfinite(mean)}


def _numbers(metrics: Mapping[str, Any]) -> list[str]:
    return [name for name, value in metrics.items() if isinstance(value, (int, float))]


def _best_number(study: Study) -> int | None:
    try:
        return study.best_trial.number
    except ValueError:
        return None
