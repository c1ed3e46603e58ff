"""Which old import path became which new one, and until when it works.

The shims redirect by this table at run time, so it loads nothing but the standard library.
"""

from __future__ import annotations

from training.migrate.rename_table import RENAMES, Rename

__all__ = ["RENAMES", "Rename", "is_split", "new_path", "rename_of", "renames_below"]

_BY_OLD_PATH = {rename.old: rename for rename in RENAMES}


def rename_of(path: str) -> Rename | None:
    """Return the rename that applies to a dotted path, or None when the path never moved.

    Where several cover the path, the one with the longest old path counts.
    """
    while path:
        if found := _BY_OLD_PATH.get(path):
            return found
        path = path.rpartition(".")[0]
    return None


def new_path(old: str) -> str | None:
    """Return the new dotted path of a module, or of a name in a module, or None if it never moved.

    Args:
        old: Dotted path, for example ``hpo.core.study`` or ``training.trainer.train_model``.
    """
    rename = rename_of(old)
    return rename.apply(old) if rename else None


def is_split(path: str) -> bool:
    """Tell whether an old path was a package whose modules went to different places."""
    rename = rename_of(path)
    if rename is None:
        return any(below.served for below in renames_below(path))
    return rename.split and rename.old == path


def renames_below(path: str) -> tuple[Rename, ...]:
    """Return the renames of what was below a dotted path, for example below ``orchestration``."""
    return tuple(rename for rename in RENAMES if rename.old.startswith(f"{path}."))
