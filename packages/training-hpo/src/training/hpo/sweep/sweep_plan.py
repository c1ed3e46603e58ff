"""Everything that is settled before the first trial."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.config import RunConfig
from training.config.resolved import plain_values
from training.core.data.folds.checks import Split
from training.core.plugins.former_names import with_first_names
from training.core.runs.provenance import Parent
from training.core.splits.test_records import TestRecords
from training.hpo.search_space.parameters import Parameter
from training.hpo.storage.trial_attributes import OBJECTIVE_METRIC
from training.hpo.sweep.config import SweepConfig
from training.hpo.sweep.trial_config import base_of, put_parameters
from training.hpo.workers.fold_job import WorkerSetup

_HOW_IT_RUNS = ("device", "threads")


@dataclass(frozen=True)
class SweepPlan:
    """A sweep that could begin.

    Attributes:
        config: Its settings.
        base: Configuration that all trials share.
        backbone: What the trials train, as the sweep calls it.
        space: Parameters by name.
        metric: The objective.
        direction: ``maximize`` or ``minimize``.
        folds: Positions of each fold in the records; a single one without a cross-validation.
        source: Where the records are from.
        content: Fingerprint of the records and folds.
        directory: Folder of the sweep.
        run_id: Ends the names of trial folders, unless it is empty (old layout).
        notes: What the user should know before the first trial.
        bases: What all trials of each backbone share, where the backbone is searched.
        test_records: What was set aside for the test; None for a sweep that set nothing aside.
    """

    config: SweepConfig
    base: RunConfig
    backbone: str
    space: Mapping[str, Parameter]
    metric: str
    direction: str
    folds: Sequence[Split]
    source: str
    content: str
    directory: Path
    run_id: str | None = None
    notes: tuple[str, ...] = ()
    bases: Mapping[str, RunConfig] = field(default_factory=dict)
    test_records: TestRecords | None = None

    @property
    def is_cross_validation(self) -> bool:
        """Whether there is more than one fold."""
        return self.config.folds is not None

    @property
    def parent(self) -> Parent:
        """The sweep, as its trials name it."""
        return Parent("sweep", self.directory.name, str(self.directory))

    def values_of(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Return the configuration of a trial as plain values, with its parameters."""
        return put_parameters(plain_values(base_of(self.base, self.bases, params)), params)

    def trial_folder(self, number: int) -> Path:
        """Return the folder of a trial."""
        if self.run_id is None:
            return self.directory / f"trial-{number:04d}"
        return self.directory / "_".join(filter(None, ["trial", str(number), self.run_id]))

    def fold_folder(self, trial: Path, fold: int) -> Path:
        """Return the run directory of a fold."""
        if not self.is_cross_validation:
            return trial
        return trial / (f"fold-{fold}" if self.run_id is None else f"fold_{fold}")

    def worker_setup(self, threads: int | None, waits: bool = False) -> WorkerSetup:
        """Return what all folds share."""
        from training.core.trainer.setup import CACHE

        cache = self.base.data.cache_dir or self.directory / CACHE
        return WorkerSetup(
            config=plain_values(self.base),
            cross_validation=self.is_cross_validation,
            folds=self.folds,
            content=self.content,
            source=self.source,
            cache=str(cache.absolute()),
            metric=self.metric,
            waits=waits,
            threads=threads,
            test=None if self.test_records is None else self.test_records.fingerprint,
        )

    def shared_by_all_trials(self) -> dict[str, Any]:
        """Return what makes trials comparable, as JSON values; where they run does not matter."""
        values = _first_named(self.base)
        training = {key: one for key, one in values["training"].items() if key not in _HOW_IT_RUNS}
        chosen = {key: values[key] for key in ("seed", "task", "model")}
        backbones = {"backbones": self._backbones()} if self.bases else {}
        return {
            **backbones,
            "backbone": with_first_names({"model.backbone": self.backbone})["model.backbone"],
            OBJECTIVE_METRIC: self.metric,
            "k_folds": len(self.folds) if len(self.folds) > 1 else None,
            "folds_sha256": self.content,
            "search_space": {name: one.words for name, one in self.space.items()},
            "sweep_seed": self.config.seed,
            "config": {**chosen, "training": training},
        }

    def _backbones(self) -> dict[str, Any]:
        plain = {name: _first_named(config) for name, config in self.bases.items()}
        return {
            name: {key: one[key] for key in ("model", "training")} for name, one in plain.items()
        }


def _first_named(config: RunConfig) -> dict[str, Any]:
    """Return plain values with the first names of providers: studies outlive a change of name."""
    values = plain_values(config)
    chosen = {"task.name": config.task.name, "model.backbone": config.model.backbone}
    first = with_first_names(chosen)
    task = {**values["task"], "name": first["task.name"]}
    return {
        **values,
        "task": task,
        "model": {**values["model"], "backbone": first["model.backbone"]},
    }
