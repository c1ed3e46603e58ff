"""The runs around a run, as their records tell."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.core.runs.record import read_record
from training.errors import RunError

_KEPT = ("id", "kind", "name", "status", "created", "details", "fingerprints")


def ancestors_of(directory: Path, record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the records of the runs around one, the nearest first.

    The first parent in a record is the run around it. What is not found on disk is known by the
    child's record alone, and ends the chain.

    Args:
        directory: The run directory; parents' directories are relative to it.
        record: Content of its `run.json`.
    """
    found: list[dict[str, Any]] = []
    seen = {record.get("id")}
    while parents := record.get("parents"):
        named = parents[0]
        if named["id"] in seen:
            break
        seen.add(named["id"])
        place = None if named.get("directory") is None else directory / named["directory"]
        record = {} if place is None else _record(place)
        known = {**named, **{key: record[key] for key in _KEPT if key in record}}
        known.pop("fingerprints", None)
        found.append({**known, "directory": None if place is None else str(place.resolve())})
        if place is None:
            break
        directory = place
    return found


def _record(directory: Path) -> dict[str, Any]:
    try:
        return read_record(directory)
    except RunError:
        return {}
