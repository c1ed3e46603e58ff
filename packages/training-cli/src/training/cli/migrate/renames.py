"""The table of renames: which old import path became which new one, and until when it works.

The shims redirect by this table at run time, so it loads nothing but the standard library.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Rename:
    """One old path and where it went.

    Attributes:
        old: Dotted path that callers used.
        new: Dotted path that replaces it.
        kind: ``module`` for a single file; ``package`` when every module below moved with it.
        since: Release in which the new path appeared.
        removed_in: Release of legacy-shims that drops the old path.
    """

    old: str
    new: str
    kind: Literal["module", "package"]
    since: str = "0.1.0"
    removed_in: str = "2.0.0"

    def covers(self, path: str) -> bool:
        """Tell whether `path` is the old path itself or something below it."""
        return f"{path}.".startswith(f"{self.old}.")

    def apply(self, path: str) -> str:
        """Return the new path of a `path` that this rename covers."""
        return self.new + path.removeprefix(self.old)


RENAMES = (
    Rename("hpo", "training.hpo", "package"),
    Rename("training.trainer", "training.core.trainer", "module"),
)
"""Every rename; where several cover a path, the one with the longest old path counts."""


def rename_of(path: str) -> Rename | None:
    """Return the rename that applies to a dotted path, or None when the path never moved."""
    covering = (rename for rename in RENAMES if rename.covers(path))
    return max(covering, key=lambda rename: len(rename.old), default=None)


def new_path(old: str) -> str | None:
    """Return the new dotted path of a module, or of a name in a module, or None if it never moved.

    Args:
        old: Dotted path, for example ``hpo.core.study`` or ``training.trainer.train_model``.
    """
    rename = rename_of(old)
    return rename.apply(old) if rename else None
