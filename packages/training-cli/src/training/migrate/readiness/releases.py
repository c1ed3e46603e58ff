"""The releases of legacy-shims, by which one counts how long an old path has been deprecated."""

from __future__ import annotations

from collections.abc import Iterable

from training.migrate.renames import RENAMES

RELEASES = ("0.1.0",)
"""Every release up to this one; a release adds itself."""

ENOUGH = 2
"""Releases after the one that deprecates a path before it may go."""


def deprecations() -> list[str]:
    """Return the releases that deprecated the paths still served, in order."""
    return sorted({rename.deprecated_in for rename in RENAMES if rename.served}, key=_numbers)


def removals() -> list[str]:
    """Return the releases announced to remove the paths still served, in order."""
    return sorted({rename.removed_in for rename in RENAMES if rename.served}, key=_numbers)


def releases_since(deprecated_in: str, releases: Iterable[str] = RELEASES) -> list[str]:
    """Return the releases after the one that deprecated a path."""
    return [one for one in releases if _numbers(one) > _numbers(deprecated_in)]


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(map(int, release.split(".")))
