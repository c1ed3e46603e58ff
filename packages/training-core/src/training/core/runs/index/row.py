"""Row of a run in the index."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from training.core.runs.parents import score_of
from training.core.runs.record import read_record
from training.errors import RunError

DAMAGED = "damaged"


class RunRow(NamedTuple):
    """One run in a listing.

    Attributes:
        directory: Its directory, relative to the folder of runs, with forward slashes.
        id: Its name.
        kind: What it is.
        status: ``prepared``, ``running``, ``completed``, ``failed``, ``interrupted``, ``stopped``
            when it was killed, or ``damaged`` when its record cannot be read.
        name: Name in its configuration.
        created: When it began, UTC, ISO 8601; empty when unknown.
        seconds: How long it took; None when unknown.
        metric: Name of the metric that selected its best epoch; None when unknown.
        score: Best value of that metric.
        numbers: What `metrics` returns, as JSON: of many rows few are looked into.
    """

    directory: str
    id: str
    kind: str
    status: str
    name: str
    created: str
    seconds: float | None
    metric: str | None
    score: float | None
    numbers: str

    @property
    def metrics(self) -> dict[str, float]:
        """Plain numbers by ``split.name``, for example ``validation.f1``."""
        found: dict[str, float] = json.loads(self.numbers)
        return found


def read_row(directory: Path, relative: str) -> RunRow:
    """Read the record of a run; one that is damaged is a row too, so that it is not overlooked."""
    try:
        record = read_record(directory)
    except RunError:
        return damaged_row(relative)
    selected = score_of(record)
    return RunRow(
        directory=relative,
        id=record["id"],
        kind=record.get("kind") or "",
        status=record["status"],
        name=record.get("name") or directory.name,
        created=record.get("created") or "",
        seconds=_number(record.get("seconds")),
        metric=selected.get("metric"),
        score=_number(selected.get("value")),
        numbers=json.dumps(_numbers(_mapping(record.get("metrics")))),
    )


def damaged_row(relative: str) -> RunRow:
    """Return the row of a run whose record cannot be read."""
    name = relative.rpartition("/")[2]
    return RunRow(relative, relative, "", DAMAGED, name, "", None, None, None, "{}")


def _numbers(metrics: Mapping[str, Any]) -> dict[str, float]:
    return {
        f"{split}.{name}": found
        for split, values in metrics.items()
        for name, value in _mapping(values).items()
        if (found := _number(value)) is not None
    }


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _number(value: Any) -> float | None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number else None
