"""Train one trial from the arguments of the old functions, without a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from training.config.resolved import plain_values
from training.core.data.folds.checks import Split
from training.hpo.compat.base_config import base_config
from training.hpo.compat.sweep_plan import OldInputs
from training.hpo.compat.train_fold import place_of, train_fold
from training.hpo.exceptions import TrialExecutionError
from training.hpo.old_layout.settings import DEFAULT_SEED, SweepSettings
from training.hpo.sweep.folds import fingerprint, with_all_labels
from training.hpo.sweep.trial_config import put_parameters, trial_config
from training.hpo.sweep_data import read_sweep_records
from training.hpo.workers.fold_job import FoldJob, WorkerSetup

_NO_PARAMETERS = ("backbone", "model.backbone", "trial_number", "run_id")


class SingleTrial:
    """Trains the folds of one set of parameters in this process.

    Args:
        inputs: Data, backbone and configuration.
        params: Parameters by name; `backbone`, `trial_number` and `run_id` are no parameters.
        metric: The objective.
        splits: Positions of each fold; None trains on the data's own splits.
        notes: What is noted in the record of each run.
    """

    def __init__(
        self,
        inputs: OldInputs,
        params: Mapping[str, Any],
        metric: str,
        splits: Sequence[Split] | None,
        notes: Mapping[str, Any],
    ) -> None:
        from training.core.trainer.setup import CACHE
        from training.hpo.workers.fold_runner import FoldRunner

        self._params = {key: one for key, one in params.items() if key not in _NO_PARAMETERS}
        self._number = int(params.get("trial_number", 0))
        self._metric = metric
        self._notes = notes
        base = base_config(**inputs._asdict(), settings=_settings(metric))
        sweep_records = read_sweep_records(base, splits is not None)
        base = with_all_labels(base, sweep_records.records)
        trial_config(base, self._params, "trial")
        self._values = put_parameters(plain_values(base), self._params)
        folds = splits if splits is not None else [sweep_records.own_split or ([], [])]
        self._setup = WorkerSetup(
            config=plain_values(base),
            cross_validation=splits is not None,
            folds=folds,
            content=fingerprint(sweep_records.records),
            source=sweep_records.source,
            cache=str((base.data.cache_dir or base.output_dir / CACHE).absolute()),
            metric=metric,
            waits=False,
        )
        self._runner = FoldRunner(self._setup)

    def train(self, fold: int, directory: Path) -> float:
        """Train one fold and return its objective.

        Raises:
            TrialExecutionError: It cannot be trained, or its objective is not a finite number.
        """
        details = {"number": self._number, "params": self._params, "fold": fold, **self._notes}
        kind: Literal["fold", "trial"] = "fold" if self._setup.cross_validation else "trial"
        job = FoldJob(self._number, fold, str(directory), self._values, kind, (), details)
        return self._value(job)

    def _value(self, job: FoldJob) -> float:
        result = train_fold(self._runner, job, self._params)
        if result.value is None:
            reason = result.message or f"`{self._metric}` is not a finite number"
            raise TrialExecutionError(f"{place_of(job)} with {self._params}: {reason}")
        return result.value


def _settings(metric: str) -> SweepSettings:
    goal: Literal["maximize", "minimize"] = "minimize" if "loss" in metric else "maximize"
    return SweepSettings({}, "tpe", DEFAULT_SEED, 1, None, metric, goal, None)
