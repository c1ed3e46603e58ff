"""Open the sweep that a command names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from training.hpo.selection.stored_sweep import StoredSweep


def opened_sweep(reference: str, runs: Path, storage: str | None) -> StoredSweep:
    """Return a sweep that is only looked at.

    Args:
        reference: Its path, its name in `runs`, or ``latest``.
        runs: Where names are looked up.
        storage: Where its study is kept, if not as its settings say: they do not hold passwords.

    Raises:
        RunError: There is no such sweep.
        StudyLoadError: Its study cannot be opened.
    """
    from training.hpo.selection.stored_sweep import find_sweep, open_sweep
    from training.hpo.sweep.directory import settings_of

    directory = find_sweep(reference, runs)
    changes = {} if storage is None else {"storage": storage}
    return open_sweep(directory, settings_of(directory, changes).config)
