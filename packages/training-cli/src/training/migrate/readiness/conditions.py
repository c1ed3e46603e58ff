"""Conditions that have to be met before legacy-shims may be uninstalled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from training.core.console.numbers import counted
from training.errors import UserError
from training.migrate.check import check_paths
from training.migrate.readiness.releases import RELEASES, deprecations, releases_since, removals
from training.migrate.readiness.usage_log import moment_of, read_log

SHIMS = "legacy-shims"
CHANGELOG = "extra_metadata/CHANGELOG.md"


@dataclass(frozen=True)
class Condition:
    """One thing that has to be so.

    Attributes:
        name: What it is about.
        is_met: Whether it is so.
        found: What was found.
        way_out: What to do where it is not so; empty where it is.
    """

    name: str
    is_met: bool
    found: str
    way_out: str = ""


def installed_version() -> str | None:
    """Return the installed version of legacy-shims, or None when it is not installed."""
    try:
        return distribution(SHIMS).version
    except PackageNotFoundError:
        return None


def enough_releases(wanted: int, releases: Iterable[str] = RELEASES) -> Condition:
    """Return whether the old paths have been deprecated for `wanted` releases."""
    last = deprecations()[-1]
    since = releases_since(last, releases)
    found = f"{len(since)} since {last}, which deprecated the last old path"
    missing = wanted - len(since)
    way_out = f"wait for {missing} more, or ask for fewer with --min-releases"
    return Condition("releases", missing <= 0, found, way_out if missing > 0 else "")


def nothing_found(paths: Sequence[Path], excludes: Sequence[str]) -> Condition:
    """Return whether the check finds no old path in files and folders.

    Raises:
        DataError: A path does not exist.
    """
    reports = [
        report for report in check_paths(paths, excludes) if report.counted or report.problems
    ]
    old = [len(report.counted) for report in reports if report.counted]
    unread = sum(1 for report in reports if report.problems)
    shown = " ".join(map(str, paths))
    problems = [f"{counted(sum(old), 'old path')} in {counted(len(old), 'file')}"] if old else []
    problems += [f"{counted(unread, 'file')} unread"] if unread else []
    if not problems:
        return Condition("code", True, f"no old path in {shown}")
    names = f"`training migrate check {shown}` names the files that cannot be read"
    way_out = f"run `training migrate fix {shown}`" if old else names
    return Condition("code", False, "; ".join(problems), way_out)


def nobody_imports(log: Path | None, days: int, now: datetime | None = None) -> Condition:
    """Return whether no import was recorded in the last days, while imports were recorded.

    Args:
        log: Log of old imports, if there is one.
        days: How long nothing may have been imported; 0 asks for no log at all.
        now: The moment to count back from, with its time zone; by default this one.
    """
    if days <= 0:
        return Condition("usage", True, "not asked for")
    if log is None:
        way_out = "name a log with --usage-log, or ask for none with --quiet-days 0"
        return Condition("usage", False, "no usage log", way_out)
    try:
        found = read_log(log)
    except UserError as error:
        return Condition("usage", False, "no usage log", str(error))
    start = (now or datetime.now(UTC)) - timedelta(days=days)
    recent = [record for record in found.records if moment_of(record) >= start]
    if recent:
        way_out = f"`training migrate usage {log}` says who; fix those, and wait"
        return Condition(
            "usage", False, f"{counted(len(recent), 'import')} in {days} days", way_out
        )
    if found.unreadable:
        lines = counted(found.unreadable, "unreadable line")
        return Condition("usage", False, lines, f"they may hide imports: {_begin(log)}, anew")
    if found.began is None:
        return Condition("usage", False, f"{log} is empty", _begin(log))
    if found.began > start:
        observed = f"recorded since {found.began:%Y-%m-%d} only"
        return Condition("usage", False, observed, f"wait until it has been {days} days")
    return Condition("usage", True, f"no import in {days} days")


def removal_announced(changelogs: Sequence[Path]) -> Condition:
    """Return whether a changelog announces the release that removes the old paths.

    Args:
        changelogs: Files to read; none for the changelog that legacy-shims provides.

    Raises:
        UserError: A changelog cannot be read.
    """
    texts = [_read(changelog) for changelog in changelogs] or [_brought()]
    silent = [
        removal for removal in removals() if not any(_announces(text, removal) for text in texts)
    ]
    if silent:
        releases = ", ".join(silent)
        way_out = f"announce in the changelog that {SHIMS} {releases} removes the old paths"
        return Condition("announcement", False, f"nothing about {releases}", way_out)
    return Condition("announcement", True, f"removal in {', '.join(removals())} is announced")


def _begin(log: Path) -> str:
    return f"begin a log with `training migrate usage --begin {log}`"


def _read(changelog: Path) -> str:
    try:
        return changelog.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The changelog {changelog} cannot be read: {error}.") from error


def _brought() -> str:
    return distribution(SHIMS).read_text(CHANGELOG) or ""


def _announces(text: str, release: str) -> bool:
    """Return whether a paragraph or an item of a list names a release and speaks of removing."""
    parts = re.split(r"\n\s*\n|\n(?=\s*[-*] )", text)
    named = re.compile(rf"(?<![\w.]){re.escape(release)}(?![\w.]*\d)")
    return any(named.search(part) and re.search(r"\bremov", part, re.I) for part in parts)
