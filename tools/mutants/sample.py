"""A seeded random sample of the mutants of chosen modules."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tools.mutants.mutant import Mutant, mutants_of


def modules_below(root: Path, names: Iterable[str]) -> list[str]:
    """Return the modules named, from the root, for example of `core/trainer` or `core/plugin.py`.

    Raises:
        ValueError: A name is no module or folder of the package `training`.
    """
    found = {module for name in names for module in _modules(root, name)}
    return sorted(module.relative_to(root).as_posix() for module in found)


def _modules(root: Path, name: str) -> Iterator[Path]:
    places = [place for place in root.glob(f"packages/*/src/training/{name}") if place.exists()]
    if not places:
        raise ValueError(f"{name}: no such module or folder in packages/*/src/training")
    for place in places:
        yield from place.rglob("*.py") if place.is_dir() else (place,)


def all_mutants(root: Path, modules: Iterable[str]) -> list[Mutant]:
    """Return every mutant of the modules."""
    return [one for path in modules for one in mutants_of(path, (root / path).read_bytes())]


def sample(mutants: Sequence[Mutant], count: int, seed: int) -> list[Mutant]:
    """Return `count` of the mutants, or all when there are fewer, in random order.

    So the part of a sample that a broken-off run has tried is a sample too.
    """
    return random.Random(seed).sample(mutants, min(count, len(mutants)))
