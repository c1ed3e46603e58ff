"""Read what the record of a run says of its relatives."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from training.config.layers.config_file import read_plain
from training.config.origin import dotted
from training.core.runs.directory import CONFIG, RECORD, Run
from training.core.runs.provenance import Parent
from training.core.runs.record import DECIDING, read_record
from training.errors import RunError

logger = logging.getLogger("training")


def parent_of(run: Run) -> Parent:
    """Return a run as the parent of another one."""
    fingerprints = run.record.get("fingerprints")
    return Parent(
        kind=str(run.record.get("kind", "train")),
        id=run.id,
        directory=str(run.directory.absolute()),
        fingerprints=dict(fingerprints) if isinstance(fingerprints, Mapping) else {},
    )


def parents_in(run: Run) -> tuple[Parent, ...]:
    """Return the parents that a run's record names, with directories one can open.

    Raises:
        RunError: The record is damaged.
    """
    return read_parents(run.record.get("parents") or [], run.directory / RECORD, run.directory)


def read_parents(values: Any, file: Path, folder: Path) -> tuple[Parent, ...]:
    """Read a list of parents.

    Args:
        values: What stands in the file.
        file: The file, for messages.
        folder: Folder that their directories are relative to.

    Raises:
        RunError: It is no list of parents.
    """
    if not isinstance(values, Sequence) or isinstance(values, str):
        raise RunError(f"{file}: `parents` is damaged: expected a list, found {values!r}.")
    return tuple(_parent(value, file, folder) for value in values)


def _parent(value: Any, file: Path, folder: Path) -> Parent:
    if not isinstance(value, Mapping) or not {"kind", "id"} <= value.keys():
        raise RunError(
            f"{file}: `parents` is damaged: expected objects with `kind` and `id`, found {value!r}."
        )
    directory = value.get("directory")
    fingerprints = value.get("fingerprints")
    return Parent(
        kind=str(value["kind"]),
        id=str(value["id"]),
        directory=None if directory is None else str(folder / str(directory)),
        fingerprints=fingerprints if isinstance(fingerprints, Mapping) else {},
    )


def config_values(directory: Path) -> dict[str, Any]:
    """Return the values of a run's `config.yaml` as they stand there.

    A warning names the values that were edited since the run was started.

    Raises:
        RunError: It is missing.
        ConfigError: It is damaged.
    """
    path = directory / CONFIG
    if not path.is_file():
        raise RunError(f"{path}: the configuration of the run is missing.")
    values = read_plain(path)
    edited = _edited(read_record(directory), values) if (directory / RECORD).is_file() else []
    if edited:
        logger.warning("%s was edited since the run was started: %s", path, "; ".join(edited))
    return values


def _edited(record: Mapping[str, Any], values: Mapping[str, Any]) -> list[str]:
    from training.config.resolved import leaves

    found = {dotted(path): value for path, value in leaves(values).items()}
    return [
        f"`{key}` was {value!r} and is {found[key]!r}"
        for key, value in (record.get(DECIDING) or {}).items()
        if key in found and found[key] != value
    ]


def score_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the metric by which a run was chosen and its value; empty when it is not known.

    A run that was fitted says so in `score`; a trial and a sweep in `metric` and their value.
    """
    score = record.get("score")
    if isinstance(score, Mapping):
        return dict(score)
    if not isinstance(record.get("metric"), str):
        return {}
    return {"metric": record["metric"], "value": record.get("value", record.get("best_value"))}
