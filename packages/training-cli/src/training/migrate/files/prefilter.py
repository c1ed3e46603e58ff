"""Recognize from the bytes of a file that it holds no old path, without parsing it.

Nearly every file of a tree is settled here, so this decides how fast a check is: a search for a few
fixed words, which runs at memory speed, and regular expressions over the files that hold one. Each
expression begins with a fixed word, too: what may not stand before it is looked at behind it, since
`re` skips ahead only to what it begins with.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from mmap import mmap

from training.migrate.old_paths import SHIMS, roots
from training.migrate.renames import RENAMES

GAP = r"[\s\\]*"
RARE = 6


def may_hold_old_path(raw: bytes | mmap) -> bool:
    """Return whether a file may use an old path; False is certain, True is a guess."""
    if all(raw.find(word) < 0 for word in words()):
        return False
    return any(raw.find(word) >= 0 and pattern.search(raw) for word, pattern in _patterns())


@cache
def words() -> tuple[bytes, ...]:
    """Return a few words of which every file that uses an old path holds one."""
    left = {rename.old for rename in RENAMES} | {SHIMS, SHIMS.replace("-", "_")}
    chosen = []
    while left:
        covered = Counter(word for path in sorted(left) for word in _candidates(path))
        best = max(covered, key=lambda word: (covered[word], len(word)))
        chosen.append(best.encode())
        left = {path for path in left if best not in path}
    return tuple(chosen)


def _candidates(path: str) -> set[str]:
    """Return the components by which to look for a path: short ones stand in too many files."""
    parts = path.split(".")
    return {part for part in parts if len(part) >= RARE} or {max(parts, key=len)}


@cache
def _patterns() -> tuple[tuple[bytes, re.Pattern[bytes]], ...]:
    made = [(root, _pattern(root)) for root in sorted(roots())]
    made += [("legacy", r"legacy[-_.]shims\b"), ("training._legacy", r"training\._legacy\b")]
    return tuple((word.encode(), re.compile(text.encode())) for word, text in made)


def _pattern(root: str) -> str:
    """Return the pattern of everything that begins with one first component.

    An attribute of that name counts only with something below it: a patch may go through it.
    """
    below = _below(root, [path for path in _known() if path.startswith(f"{root}.")])
    above = _below(root, [path for path in _parents(root) if path != root])
    inner = rf"{GAP}\.{GAP}" + (f"(?:{below})" if below else r"[^\W\d]")
    outer = r"\b" if root in _known() else rf"(?:{GAP}\.{GAP}(?:{above}))?[\s\\]+(?:import|as)\b"
    return rf"{root}(?:(?<!\w{root}){inner}|(?<![\w.]{root}){outer})"


def _below(root: str, paths: list[str]) -> str:
    """Return the pattern of any of some paths, without their first component."""
    return "|".join(rf"{_spaced(path.removeprefix(f'{root}.'))}\b" for path in sorted(paths))


@cache
def _known() -> frozenset[str]:
    return frozenset(rename.old for rename in RENAMES)


def _parents(root: str) -> list[str]:
    """Return the packages below a root from which an old path may be imported."""
    paths = [path.split(".") for path in _known() if path.startswith(f"{root}.")]
    return sorted({".".join(path[:length]) for path in paths for length in range(1, len(path))})


def _spaced(path: str) -> str:
    return path.replace(".", rf"{GAP}\.{GAP}")
