"""The file `trial_meta.json` that old tools look for in the folder of a trial."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from training._regular_files import read_regular
from training.core.io.atomic_files import write_json
from training.core.runs.canonical import fingerprint_of
from training.hpo.storage.trial_attributes import noted_folder

logger = logging.getLogger("training")

META = "trial_meta.json"
_NAME = re.compile(r"trial[_-](?P<number>\d{1,6})(?:[_-](?P<run_id>.+))?")


def extract_trial_info_from_dirname(dirname: str) -> dict[str, Any] | None:
    """Return what the name of a trial's folder says.

    Args:
        dirname: For example ``trial_3_20260102_030405`` or ``trial-0003``.

    Returns:
        `trial_number`, and `run_id` (None when the name has none); None for other names.
    """
    found = _NAME.fullmatch(dirname)
    if found is None:
        return None
    return {"trial_number": int(found["number"]), "run_id": found["run_id"]}


def generate_missing_trial_meta(
    study_folder: Path,
    backbone: str,
    study_key_hash: str | None = None,
    hpo_config: Mapping[str, Any] | None = None,
    data_config: Mapping[str, Any] | None = None,
) -> int:
    """Write `trial_meta.json` into the folders of trials that lack it.

    Args:
        study_folder: Folder in which each trial has its own.
        backbone: Backbone of the study.
        study_key_hash: Identity of the study; by default made of the two configurations.
        hpo_config: Settings of the sweep.
        data_config: Settings of the data.

    Returns:
        How many files were written. Files that can be read are never changed.
    """
    return _fill_in(study_folder, backbone, study_key_hash, hpo_config, data_config, backup=True)


def generate_missing_trial_meta_for_all_studies(
    hpo_studies: Mapping[str, Any],
    backbone_values: Iterable[str],
    root_dir: Path,
    environment: str,
    hpo_config: Mapping[str, Any],
    data_config: Mapping[str, Any] | None = None,
    backup_enabled: bool = True,
) -> int:
    """Write missing `trial_meta.json` files for the studies of several backbones.

    Args:
        hpo_studies: Study by backbone; the folders that its trials note are looked at.
        backbone_values: Backbones to look at.
        root_dir: Folder of the project; trials are also looked for in the folders below
            ``outputs/hpo/ENVIRONMENT/BACKBONE``.
        environment: Name of the environment in that path.
        hpo_config: Settings of the sweeps.
        data_config: Settings of the data.
        backup_enabled: Whether a damaged file is kept as ``trial_meta.json.bak`` when it is
            replaced.

    Returns:
        How many files were written.
    """
    written = 0
    for backbone in backbone_values:
        below = Path(root_dir) / "outputs" / "hpo" / environment / backbone.replace("/", "-")
        folders = {*_noted(hpo_studies.get(backbone)), *_folders(below)}
        for folder in sorted(folders):
            written += _fill_in(folder, backbone, None, hpo_config, data_config, backup_enabled)
    return written


def _fill_in(
    folder: Path,
    backbone: str,
    study_key_hash: str | None,
    hpo_config: Mapping[str, Any] | None,
    data_config: Mapping[str, Any] | None,
    backup: bool,
) -> int:
    key = study_key_hash or fingerprint_of({"hpo": hpo_config or {}, "data": data_config or {}})
    written = 0
    for trial in _folders(folder):
        info = extract_trial_info_from_dirname(trial.name)
        if info is None or _is_readable(trial / META):
            continue
        _keep_damaged(trial / META, backup)
        facts = {"study_name": folder.name, "backbone": backbone, "study_key_hash": key}
        now = datetime.now(UTC).isoformat(timespec="seconds")
        write_json(trial / META, {**info, **facts, "created_at": now})
        written += 1
    return written


def _folders(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_dir())


def _noted(study: Any) -> set[Path]:
    """Return the folders around those that the trials of a study note."""
    trials = study.get_trials(deepcopy=False) if study is not None else ()
    noted = map(noted_folder, trials)
    return {one.parent for one in noted if one is not None}


def _is_readable(path: Path) -> bool:
    try:
        return isinstance(json.loads(read_regular(path)), dict)
    except (OSError, ValueError):
        return False


def _keep_damaged(path: Path, backup: bool) -> None:
    if path.exists():
        logger.warning("%s is damaged and is written anew", path)
        if backup:
            path.replace(path.with_name(f"{path.name}.bak"))
