"""Query of the index of runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast, get_args

from training.core.runs.directory import RUNNING
from training.core.runs.index.database import COLUMNS
from training.core.runs.liveness import STOPPED
from training.errors import RunError, suggestion

Comparison: TypeAlias = Literal["<", "<=", ">", ">=", "="]
COMPARISONS: tuple[str, ...] = get_args(Comparison)
_BOUND = re.compile(r"(?P<metric>[^<>=]+)(?P<comparison><=|>=|[<>=])(?P<value>[^<>=]+)")
SORT_KEYS = ("created", "id", "kind", "name", "score", "seconds", "status")
NEVER_MISSING = ("created", "id", "kind", "name", "status")
SPLITS = ("validation", "test")


@dataclass(frozen=True)
class MetricBound:
    """A bound on a number of a run.

    Attributes:
        metric: `score`, `seconds`, ``split.name``, or a name alone, which means ``validation``.
        comparison: How it compares.
        value: With what.
    """

    metric: str
    comparison: Comparison
    value: float

    @classmethod
    def parse(cls, text: str) -> MetricBound:
        """Read a bound such as ``f1>0.8``.

        Raises:
            RunError: It has another form.
        """
        found = _BOUND.fullmatch(text)
        value = None if found is None else _number(found["value"])
        if found is not None and value is not None:
            return cls(found["metric"].strip(), cast("Comparison", found["comparison"]), value)
        raise RunError(
            f"`{text}` is no bound on a metric: expected a name, one of {', '.join(COMPARISONS)} "
            "and a number, for example `f1>0.8` or `test.loss<=0.2`."
        )


@dataclass(frozen=True)
class RunQuery:
    """Which runs are asked for.

    Attributes:
        kinds: Kinds; empty for all.
        statuses: Statuses; empty for all. ``running`` are runs that somebody works on, ``stopped``
            those whose process was killed.
        name: Beginning of the run's id.
        since: Earliest beginning, UTC, ISO 8601.
        bounds: Bounds on numbers; all must hold.
        sort: One of `SORT_KEYS`, or a metric as in `MetricBound`.
        descending: Whether the greatest come first.
        limit: Most rows; None for all.
    """

    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    name: str = ""
    since: str = ""
    bounds: tuple[MetricBound, ...] = ()
    sort: str = "created"
    descending: bool = True
    limit: int | None = None

    @property
    def looks_at_processes(self) -> bool:
        """Whether the index, which holds what the records say, is not enough."""
        return RUNNING in self.statuses or STOPPED in self.statuses

    def statement(self) -> tuple[str, list[Any]]:
        """Return the SQL and its parameters; runs without the number sorted by come last."""
        conditions = list(self._conditions())
        where = " AND ".join(text for text, _ in conditions)
        parameters = [value for _, values in conditions for value in values]
        order, key = number_of(self.sort)
        direction = "DESC" if self.descending else "ASC"
        last = "" if self.sort in NEVER_MISSING else "NULLS LAST"
        return (
            f"SELECT {', '.join(COLUMNS)} FROM runs {f'WHERE {where}' if where else ''} "
            f"ORDER BY {order} {direction} {last}, directory {direction} LIMIT ?",
            [
                *parameters,
                *key,
                -1 if self.limit is None or self.looks_at_processes else self.limit,
            ],
        )

    def _conditions(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        recorded = tuple(RUNNING if one == STOPPED else one for one in self.statuses)
        for column, values in (("kind", self.kinds), ("status", recorded)):
            if values:
                yield f"{column} IN ({', '.join('?' * len(values))})", values
        if self.name:
            yield "substr(id, 1, ?) = ?", (len(self.name), self.name)
        if self.since:
            yield "created >= ?", (self.since,)
        for bound in self.bounds:
            number, key = number_of(bound.metric)
            yield f"{number} {bound.comparison} ?", (*key, bound.value)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def number_of(name: str) -> tuple[str, tuple[str, ...]]:
    """Return the SQL expression of a column or metric, and its parameters."""
    if name in SORT_KEYS:
        return name, ()
    whole = name if name.partition(".")[0] in SPLITS else f"validation.{name}"
    return "json_extract(numbers, ?)", (f'$."{whole}"',)


def require_metric(name: str, known: list[str]) -> None:
    """Refuse to sort or select by a number that no run has.

    Args:
        name: What is asked for.
        known: Metrics that runs have, as ``split.name``.

    Raises:
        RunError: None of them is meant.
    """
    if name in SORT_KEYS or name in known or f"validation.{name}" in known:
        return
    short = [one.removeprefix("validation.") for one in known]
    choices = sorted({*SORT_KEYS, *short})
    raise RunError(
        f"no run has the number `{name}`.{suggestion(name, choices)} There are: "
        f"{', '.join(choices)}."
    )
