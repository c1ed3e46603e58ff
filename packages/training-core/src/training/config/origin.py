"""Origin of a configuration value."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

KeyPath: TypeAlias = tuple[str | int, ...]
"""Keys, and indexes of lists, that lead from the top of a configuration to one value."""

Kind = Literal["default", "provider", "file", "environment", "override"]


@dataclass(frozen=True)
class Origin:
    """The place a value was given at; `str(origin)` is the form used in messages.

    Attributes:
        kind: Which layer gave it.
        text: The place in words, for example ``experiment.yaml:12``.
        file: File it stands in; None for the other kinds.
        line: Line in that file, counted from 1.
        written: How the value was written if it was read as something other than text.
    """

    kind: Kind
    text: str
    file: Path | None = None
    line: int | None = None
    written: str | None = field(default=None, compare=False)

    def __str__(self) -> str:
        """Return the place in words."""
        return self.text


DEFAULT = Origin("default", "default")


def file_origin(file: Path, line: int, written: str | None = None) -> Origin:
    """Return the origin of a value on `line` of `file`."""
    return Origin("file", f"{shown_path(file)}:{line}", file, line, written)


def shown_path(path: Path) -> str:
    """Return `path` as messages name it: relative when it is below the working directory."""
    try:
        relative = os.path.relpath(path)
    except (ValueError, OSError):
        return str(path)
    return str(path) if relative.startswith("..") else relative


def dotted(path: KeyPath) -> str:
    """Return a key path as users write it: ``logging.trackers[0]``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")
