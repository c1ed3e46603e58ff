"""Path of the stored study of a sweep."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.core.io.atomic_files import is_below, refusal
from training.errors import ConfigError
from training.hpo.old_layout.keys import Keys

DEFAULT_STORAGE_PATH = "{study_name}/study.db"


def resolve_storage_path(
    output_dir: Path,
    checkpoint_config: Mapping[str, Any],
    backbone: str,
    study_name: str | None = None,
    create_dirs: bool = True,
) -> Path | None:
    """Return the SQLite file of a study.

    Args:
        output_dir: Folder of the sweep.
        checkpoint_config: Keys `enabled` and `storage_path`, a path below `output_dir` that may
            hold ``{study_name}`` and ``{backbone}``; a `/` in their values becomes `-`.
        backbone: Backbone of the sweep.
        study_name: Name of the study; by default ``hpo_BACKBONE``.
        create_dirs: Whether to make the folder of the file.

    Returns:
        The path; None when `enabled` is not true.

    Raises:
        ConfigError: A value cannot be used, the path leaves `output_dir`, or the folder cannot be
            made.
    """
    keys = Keys(checkpoint_config, "checkpoint")
    if not keys.truth("enabled", False):
        return None
    name = study_name or f"hpo_{backbone}"
    template = keys.text("storage_path", DEFAULT_STORAGE_PATH)
    filled = fill_template(
        template,
        {"study_name": _as_file_name(name), "backbone": _as_file_name(backbone)},
        "checkpoint.storage_path",
    )
    if not is_below(filled):
        raise ConfigError(
            f"`checkpoint.storage_path`: {filled!r} is not in the folder of the sweep. Give a path "
            "without a leading / and without `..`; `output_dir` chooses the folder."
        )
    path = Path(output_dir) / filled
    if create_dirs:
        _make_folder(path.parent)
    return path


def get_storage_uri(storage_path: Path | None) -> str | None:
    """Return the address of a SQLite file as Optuna takes it; None for None."""
    if storage_path is None:
        return None
    from sqlalchemy import URL

    # SQLAlchemy knows which characters of a path it would read as parts of an address.
    return URL.create("sqlite", database=str(Path(storage_path).absolute())).render_as_string()


def fill_template(template: str, values: Mapping[str, str], key: str) -> str:
    """Return `template` with the placeholders ``{name}`` replaced.

    Raises:
        ConfigError: It holds a placeholder that is not in `values`.
    """
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    if "{" in template or "}" in template:
        known = ", ".join(f"{{{name}}}" for name in values)
        raise ConfigError(f"`{key}`: {template!r} holds an unknown placeholder; known: {known}.")
    return template


def _as_file_name(name: str) -> str:
    return name.replace("/", "-")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"`checkpoint.storage_path`: the folder {folder} cannot be made: {refusal(error)}. "
            "Choose another one."
        ) from error
