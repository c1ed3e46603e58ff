"""Create or load the study of an old sweep configuration, for callers with a loop of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.hpo.compat.optuna_integration import create_optuna_pruner
from training.hpo.compat.utils.helpers import create_study_name, setup_checkpoint_storage
from training.hpo.old_layout.settings import read_sweep_settings
from training.hpo.optuna import import_optuna
from training.hpo.samplers.registry import build_sampler
from training.hpo.storage.address import storage_address
from training.hpo.storage.database import open_database

if TYPE_CHECKING:
    from optuna import Study


class StudyManager:
    """Makes studies as an old sweep configuration says; `run_local_hpo_sweep` needs none.

    Args:
        backbone: Backbone of the sweep.
        hpo_config: Settings of the sweep: sampling, objective, `early_termination`, `checkpoint`.
        checkpoint_config: Whether and where the study is stored; by default
            ``hpo_config["checkpoint"]``.
        restore_from_drive: Called with the file of the study when it is not there; may put an
            earlier copy there.
        output_dir: Folder of the sweep, when `create_or_load_study` is given none.
    """

    def __init__(
        self,
        backbone: str,
        hpo_config: Mapping[str, Any],
        checkpoint_config: Mapping[str, Any] | None = None,
        restore_from_drive: Callable[[Path], bool] | None = None,
        output_dir: Path | None = None,
    ) -> None:
        self._backbone = backbone
        self._hpo_config = hpo_config
        given = hpo_config.get("checkpoint") if checkpoint_config is None else checkpoint_config
        self._checkpoint: Mapping[str, Any] = given or {}
        self._restore = restore_from_drive
        self._output_dir = output_dir

    def create_or_load_study(
        self, output_dir: Path | None, run_id: str, v2_study_folder: Path | None = None
    ) -> tuple[Study, str, Path | None, str | None, bool]:
        """Return a study, and where it is.

        Args:
            output_dir: Folder of the sweep.
            run_id: Tells this session from others.
            v2_study_folder: Folder that keeps the study in place of `output_dir`.

        Returns:
            The study with its sampler and pruner, its name, its SQLite file and the file's address
            (None for a study in memory), and whether a stored one was loaded.

        Raises:
            ConfigError: A setting cannot be used.
            StudyLoadError: The file is no study.
        """
        folder = Path(v2_study_folder or output_dir or self._output_dir or ".")
        name = create_study_name(self._backbone, run_id, False, self._checkpoint)
        path, uri, resumes = setup_checkpoint_storage(
            folder, self._checkpoint, self._backbone, name, self._restore
        )
        study = self._study(name, uri, resumes)
        return study, name, path, uri, resumes

    def _study(self, name: str, uri: str | None, resumes: bool) -> Study:
        optuna = import_optuna()
        settings = read_sweep_settings(self._hpo_config)
        storage = None if uri is None else open_database(storage_address(uri, Path()))
        study: Study = optuna.create_study(
            study_name=name,
            storage=storage,
            direction=settings.goal,
            load_if_exists=resumes,
            pruner=create_optuna_pruner(dict(self._hpo_config)),
        )
        position = len(study.get_trials(deepcopy=False))
        study.sampler = build_sampler(settings.algorithm, settings.seed, position)
        return study
