"""A sweep as it is stored on the disk, for everything that comes after its trials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from training.config import RunConfig
from training.core.runs.directory import CONFIG, LATEST, RECORD, list_runs, open_run
from training.core.runs.same_spec import run_config_of
from training.core.splits.test_records import TestRecords, noted_test_records
from training.core.tasks.build import build_task
from training.errors import RunError
from training.hpo.selection.bounded_interval import Bounds
from training.hpo.selection.winner import Winner, direction_of, select_winner
from training.hpo.storage.address import storage_address
from training.hpo.storage.open import open_stored
from training.hpo.storage.trial_attributes import OBJECTIVE_METRIC, noted_folder
from training.hpo.sweep.backbones import read_bases
from training.hpo.sweep.config import SweepConfig
from training.hpo.sweep.directory import SWEEP, settings_of
from training.hpo.sweep.trial_config import base_of, trial_config

if TYPE_CHECKING:
    from optuna import Study
    from optuna.trial import FrozenTrial

    from training.hpo.pruners.fold_pruning import Direction


@dataclass(frozen=True)
class StoredSweep:
    """A sweep and its study.

    Attributes:
        directory: Its folder.
        config: Its settings.
        base: Configuration that all its trials share.
        study: Its study.
        metric: Its objective.
        direction: ``maximize`` or ``minimize``.
        bases: Configuration that the trials of each backbone share, where it is searched.
    """

    directory: Path
    config: SweepConfig
    base: RunConfig
    study: Study
    metric: str
    direction: Direction
    bases: Mapping[str, RunConfig] = field(default_factory=dict)

    def winner(self, rule: str | None = None) -> Winner:
        """Pick the winner, by default with the rule of the sweep's settings.

        Raises:
            SelectionError: No trial is complete, or the rule does not fit.
        """
        bounds = Bounds(*build_task(self.base).range_of(self.metric))
        return select_winner(self.study, rule or self.config.selection, bounds)

    @property
    def test_records(self) -> TestRecords | None:
        """Records that the sweep set aside for the test; None for one that set none aside.

        Raises:
            RunError: Its record is damaged.
        """
        record = open_run(str(self.directory)).record
        return noted_test_records(record, str(self.directory / RECORD))

    def folder_of(self, trial: FrozenTrial) -> Path:
        """Return the folder of a trial, wherever the sweep is stored now."""
        noted = noted_folder(trial)
        return self.directory / (f"trial-{trial.number:04d}" if noted is None else noted.name)

    def refit_folder(self, winner: Winner) -> Path:
        """Return the run directory of the winner's refit."""
        return self.directory / f"refit-trial-{winner.trial.number:04d}"

    def config_of(self, trial: FrozenTrial) -> RunConfig:
        """Return the configuration of a trial: the recorded one, else with its parameters."""
        folder = self.folder_of(trial)
        if (folder / CONFIG).is_file():
            return run_config_of(folder)
        base = base_of(self.base, self.bases, trial.params)
        return trial_config(base, trial.params, f"trial {trial.number}")


def open_sweep(directory: Path, config: SweepConfig | None = None) -> StoredSweep:
    """Open a sweep to look at it; nothing of it is changed.

    Args:
        directory: Its folder.
        config: Its settings; by default those in its folder.

    Raises:
        RunError: It is no folder of a sweep.
        StudyLoadError: Its study cannot be opened.
    """
    directory = directory.absolute()
    config = config or settings_of(directory).config
    study = open_stored(config.name, storage_address(config.storage, directory)).study
    metric = str(study.user_attrs.get(OBJECTIVE_METRIC, config.objective.metric))
    return StoredSweep(
        directory,
        config,
        run_config_of(directory),
        study,
        metric,
        direction_of(study),
        read_bases(directory),
    )


def find_sweep(reference: str, output_dir: Path) -> Path:
    """Return the folder of a sweep.

    Args:
        reference: Its path, its name in `output_dir`, or ``latest``.
        output_dir: Where sweeps are looked up.

    Raises:
        RunError: There is no such sweep.
    """
    sweeps = [path for path in list_runs(output_dir) if (path / SWEEP).is_file()]
    if reference == LATEST and sweeps:
        return sweeps[-1]
    for candidate in (Path(reference), output_dir / reference):
        if (candidate / SWEEP).is_file() and (candidate / RECORD).is_file():
            return candidate
    newest = ", ".join(path.name for path in reversed(sweeps[-3:]))
    hint = f" Newest in {output_dir}: {newest}." if newest else ""
    raise RunError(
        f"{reference}: no sweep here: expected a folder with {SWEEP} and {RECORD}, the name of one "
        f"in {output_dir}, or `{LATEST}`.{hint} Start one with `training hpo run`."
    )
