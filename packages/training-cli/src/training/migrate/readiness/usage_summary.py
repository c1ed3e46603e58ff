"""Sum up the log of old imports."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from training.migrate.readiness.usage_record import UsageRecord


@dataclass(frozen=True)
class UsageRow:
    """The imports that have one thing in common.

    Attributes:
        key: What they have in common: an old path, a line of code or a day.
        imports: How many there were: one for each process and line.
        others: The old paths, or for an old path the lines of code, the most frequent first.
        last: Time of the last import, in UTC.
    """

    key: str
    imports: int
    others: Sequence[str]
    last: str


def by_path(records: Iterable[UsageRecord]) -> list[UsageRow]:
    """Return a row for each old path, the most used first."""
    return _most_used_first(_rows(records, lambda one: one.old, lambda one: one.caller))


def by_caller(records: Iterable[UsageRecord]) -> list[UsageRow]:
    """Return a row for each line of code, the most active first."""
    return _most_used_first(_rows(records, lambda one: one.caller, lambda one: one.old))


def by_day(records: Iterable[UsageRecord]) -> list[UsageRow]:
    """Return a row for each day with imports, the first day first."""
    return sorted(_rows(records, lambda one: one.day, lambda one: one.old), key=lambda row: row.key)


def _rows(
    records: Iterable[UsageRecord],
    key: Callable[[UsageRecord], str],
    other: Callable[[UsageRecord], str],
) -> list[UsageRow]:
    groups: dict[str, list[UsageRecord]] = defaultdict(list)
    for record in records:
        groups[key(record)].append(record)
    return [_row(name, group, other) for name, group in groups.items()]


def _row(name: str, group: Sequence[UsageRecord], other: Callable[[UsageRecord], str]) -> UsageRow:
    others = [value for value, _ in Counter(map(other, group)).most_common()]
    return UsageRow(name, len(group), others, max(record.time for record in group))


def _most_used_first(rows: Iterable[UsageRow]) -> list[UsageRow]:
    return sorted(rows, key=lambda row: (-row.imports, row.key))
