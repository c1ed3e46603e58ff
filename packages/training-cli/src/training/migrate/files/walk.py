"""Walk the files to check, without what nobody wants checked."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

from training.errors import DataError

SKIPPED = frozenset(
    {
        ".bzr",
        ".direnv",
        ".eggs",
        ".git",
        ".hg",
        ".hypothesis",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".nox",
        ".pytest_cache",
        ".ruff_cache",
        ".svn",
        ".tox",
        ".venv",
        "__pycache__",
        "build",
        "dist",
        "node_modules",
        "venv",
    }
)
"""Folders that are never entered, unless one is given by name."""

IGNORE_FILE = ".gitignore"
VIRTUAL_ENVIRONMENT = "pyvenv.cfg"


@dataclass(frozen=True)
class Ignored:
    """The patterns of one `.gitignore`, or those given on the command line.

    Attributes:
        folder: Folder to which they are relative.
        patterns: What they exclude.
    """

    folder: str
    patterns: GitIgnoreSpec

    def covers(self, path: str, is_folder: bool) -> bool:
        """Return whether a path below the folder is excluded."""
        relative = os.path.relpath(path, self.folder).replace(os.sep, "/")
        return self.patterns.match_file(f"{relative}/" if is_folder else relative)


def files_below(roots: Iterable[Path], excludes: Sequence[str] = ()) -> Iterator[Path]:
    """Yield every file below the roots, folder by folder, each once, sorted by name.

    `.gitignore` files at and below a root count, as do the folders of `SKIPPED`. A root is always
    entered, and a file given by name is always yielded.

    Args:
        roots: Files and folders.
        excludes: Further patterns, as in a `.gitignore` at each root.

    Raises:
        DataError: A root does not exist.
    """
    seen: set[str] = set()
    for root in roots:
        if not root.exists():
            raise DataError(f"There is no file or folder {root}.")
        found = _walk(str(root), _given(str(root), excludes)) if root.is_dir() else [str(root)]
        for path in found:
            if path not in seen:
                seen.add(path)
                yield Path(path)


def _given(root: str, excludes: Sequence[str]) -> tuple[Ignored, ...]:
    return (Ignored(root, GitIgnoreSpec.from_lines(excludes)),) if excludes else ()


def _walk(folder: str, ignored: tuple[Ignored, ...]) -> Iterator[str]:
    entries = _entries(folder)
    ignored = (*ignored, *_read_ignored(folder, entries))
    for entry in entries:
        is_folder = entry.is_dir(follow_symlinks=False)
        if is_folder and _is_skipped(entry):
            continue
        if any(one.covers(entry.path, is_folder) for one in ignored):
            continue
        if is_folder:
            yield from _walk(entry.path, ignored)
        elif entry.is_file():
            yield entry.path


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        return sorted(found, key=lambda entry: entry.name)


def _read_ignored(folder: str, entries: Sequence[os.DirEntry[str]]) -> Iterator[Ignored]:
    for entry in entries:
        if entry.name == IGNORE_FILE and entry.is_file():
            text = Path(entry.path).read_text(encoding="utf-8", errors="replace")
            yield Ignored(folder, GitIgnoreSpec.from_lines(text.splitlines()))


def _is_skipped(entry: os.DirEntry[str]) -> bool:
    return entry.name in SKIPPED or Path(entry.path, VIRTUAL_ENVIRONMENT).is_file()
