"""Versions of our installed distributions."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

DISTRIBUTIONS = (
    "training-core",
    "training-execution",
    "training-hpo",
    "training-cli",
    "legacy-shims",
)


def installed_versions() -> list[tuple[str, str]]:
    """Return name and version of each of our distributions that is installed."""
    return [(name, found) for name in DISTRIBUTIONS if (found := _version(name))]


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
