"""Names of the studies and runs of old sweeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from training.hpo.compat.checkpoint.storage import (
    fill_template,
    get_storage_uri,
    resolve_storage_path,
)
from training.hpo.old_layout.keys import Keys


def generate_run_id() -> str:
    """Return a name for a session: date and time in UTC, ``20260102_030405``."""
    return f"{datetime.now(UTC):%Y%m%d_%H%M%S}"


def setup_checkpoint_storage(
    output_dir: Path,
    checkpoint_config: Mapping[str, Any] | None,
    backbone: str,
    study_name: str | None = None,
    restore_from_drive: Callable[[Path], bool] | None = None,
) -> tuple[Path | None, str | None, bool]:
    """Say where a study is stored, and whether there is one to continue with.

    Args:
        output_dir: Folder of the sweep.
        checkpoint_config: Keys `enabled`, `storage_path` and `auto_resume` (true by default).
        backbone: Backbone of the sweep.
        study_name: Name of the study.
        restore_from_drive: Is called with the path when no file is there; restores a copy from
            elsewhere and returns whether it did.

    Returns:
        The SQLite file, its address as Optuna takes it, and whether it is to be resumed; None,
        None and False when `enabled` is not true.

    Raises:
        ConfigError: A value cannot be used.
    """
    settings = checkpoint_config or {}
    path = resolve_storage_path(output_dir, settings, backbone, study_name)
    if path is None:
        return None, None, False
    if not path.exists() and restore_from_drive is not None:
        restore_from_drive(path)
    resumes = Keys(settings, "checkpoint").truth("auto_resume", True) and path.exists()
    return path, get_storage_uri(path), resumes


def create_study_name(
    backbone: str,
    run_id: str,
    should_resume: bool,
    checkpoint_config: Mapping[str, Any] | None = None,
    hpo_config: Mapping[str, Any] | None = None,
) -> str:
    """Return the name of a study.

    Args:
        backbone: Backbone of the sweep.
        run_id: Tells this session from others.
        should_resume: Whether a stored study is resumed, whose name must not change.
        checkpoint_config: Its `study_name` may hold ``{backbone}``; without it the name is
            ``hpo_BACKBONE``, and ends with the run id unless the study is a lasting one.
        hpo_config: Its section `checkpoint` is used when `checkpoint_config` is not given.

    Raises:
        ConfigError: `study_name` holds an unknown placeholder.
    """
    settings = checkpoint_config or (hpo_config or {}).get("checkpoint") or {}
    keys = Keys(settings, "checkpoint")
    lasts = should_resume or (keys.truth("enabled", False) and keys.truth("auto_resume", True))
    template = keys.text("study_name", "hpo_{backbone}" if lasts else f"hpo_{{backbone}}_{run_id}")
    return fill_template(template, {"backbone": backbone}, "checkpoint.study_name")


def create_mlflow_run_name(
    backbone: str,
    run_id: str,
    study_name: str | None = None,
    should_resume: bool = False,
    checkpoint_enabled: bool = False,
) -> str:
    """Return the name of a sweep's tracked run.

    Args:
        backbone: Backbone of the sweep.
        run_id: Tells this session from others.
        study_name: Name of the study.
        should_resume: Whether a stored study is resumed: then the session is named too.
        checkpoint_enabled: Whether the study is stored, and so names the run.
    """
    if not (checkpoint_enabled and study_name):
        return f"hpo_{backbone}_{run_id}"
    return f"{study_name}_resumed_{run_id}" if should_resume else study_name
