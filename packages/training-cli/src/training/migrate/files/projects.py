"""Distributions of ours that a project uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from training._exports import HOMES
from training.migrate.files.kinds import Kind, kind_of
from training.migrate.files.own_packages import MARKERS
from training.migrate.files.prefilter import may_hold_old_path
from training.migrate.files.walk import files_below
from training.migrate.old_paths import PACKAGE, dotted, successor

DISTRIBUTIONS = {
    "training.hpo": "training-hpo",
    "training.cli": "training-cli",
    "training.execution": "training-execution",
    "training.orchestrator": "training-execution",
    "training.core": "training-core",
    "training.config": "training-core",
    "training.logging": "training-core",
    "training.errors": "training-core",
}
LARGE = 1 << 23
READ = {Kind.PYTHON, Kind.NOTEBOOK, Kind.YAML, Kind.TOML, Kind.JSON, Kind.INI, Kind.SHELL}
NEW = re.compile(r"(?<![\w.])training\.(?:[a-z_]+)")
FROM = re.compile(
    r"(?<![\w.])from[ \t]+(?P<module>[\w.]+)[ \t]+import[ \t]+(?P<names>\([^)]*\)|[^\r\n]+)"
)


def project_of(file: Path) -> Path:
    """Return the folder of the project that a file belongs to."""
    folder = file.parent.resolve()
    above = [folder, *folder.parents]
    return next((one for one in above if any((one / m).exists() for m in MARKERS)), folder)


@cache
def used_distributions(project: Path) -> tuple[str, ...]:
    """Return those of our distributions whose modules the files of a project name, sorted.

    Old paths count as what they have become.
    """
    found: set[str] = set()
    for file in files_below([project]):
        if kind_of(file.name, file.parent.name) in READ and file.stat().st_size < LARGE:
            raw = file.read_bytes()
            if PACKAGE.encode() in raw or may_hold_old_path(raw):
                found.update(_distributions(raw.decode("utf-8", "replace")))
    return tuple(sorted(found))


def distribution_of(path: str) -> str | None:
    """Return the distribution that provides a new dotted path, or None when it is none of ours."""
    parts = path.split(".")
    if parts[0] != PACKAGE or len(parts) < 2:
        return "training-core" if path == PACKAGE else None
    return DISTRIBUTIONS.get(".".join(parts[:2])) or HOMES.get(parts[1])


def _distributions(text: str) -> Iterator[str]:
    for path in _paths(text):
        new = successor(path) or path
        if new != PACKAGE and (name := distribution_of(new)):
            yield name


def _paths(text: str) -> Iterator[str]:
    yield from (found.group() for found in NEW.finditer(text))
    yield from (found.group() for found in re.finditer(dotted(), text))
    for found in FROM.finditer(text):
        for name in re.findall(r"\w+", found["names"]):
            yield f"{found['module']}.{name}"
