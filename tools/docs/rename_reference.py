"""Successor of every old path, with the release that removes it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from training.migrate.readiness.releases import ENOUGH, RELEASES
from training.migrate.renames import RENAMES, Rename


def rename_reference() -> str:
    """Return the old paths with a shim, and those that only source code had."""
    served = [one for one in RENAMES if one.served]
    source_only = [one for one in RENAMES if not one.served and not _is_prefixed(one)]
    return "\n\n".join(
        [
            "### With a shim",
            _table(served),
            "### Rewritten, without a shim",
            _table(source_only),
            "And every path of the first table behind `src.`, as in `src.training.trainer`.\n",
        ]
    )


def timeline() -> str:
    """Return for each release what it brought, deprecated and will remove."""
    rows = ["| old paths | new ones since | warn since | removed in |", "| --- | --- | --- | --- |"]
    served = sorted((one for one in RENAMES if one.served), key=_dates)
    for dates, renames in groupby(served, key=_dates):
        paths = ", ".join(f"`{one.old}`" for one in _outermost(list(renames)))
        rows.append(f"| {paths} | {' | '.join(dates)} |")
    about = f"Releases so far: {', '.join(RELEASES)}. Wanted after a deprecation: {ENOUGH}."
    return "\n".join([*rows, "", about, ""])


def _dates(rename: Rename) -> tuple[str, str, str]:
    return rename.since, rename.deprecated_in, rename.removed_in


def _outermost(renames: Iterable[Rename]) -> list[Rename]:
    """Return the renames that are not below another one of them."""
    kept: list[Rename] = []
    for rename in sorted(renames, key=lambda one: one.old):
        if not any(one.covers(rename.old) for one in kept):
            kept.append(rename)
    return kept


def _is_prefixed(rename: Rename) -> bool:
    return rename.old.startswith("src.") and rename.old != "src.training"


def _table(renames: Iterable[Rename]) -> str:
    rows = ["| old path | new path |", "| --- | --- |"]
    return "\n".join([*rows, *(f"| `{one.old}` | `{one.new}` |" for one in renames)])
