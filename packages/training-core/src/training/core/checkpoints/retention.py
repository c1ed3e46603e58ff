"""Retention of checkpoints."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from training.core.checkpoints.layout import CheckpointFolder


def superseded(
    folders: Iterable[CheckpointFolder],
    is_good: Callable[[CheckpointFolder], bool],
    keep_last: int,
    best_step: int | None,
) -> list[CheckpointFolder]:
    """Choose the checkpoints to delete: none before `keep_last` newer good ones are there.

    Args:
        folders: The run's finished checkpoints; the one just written and older ones.
        is_good: Returns whether a checkpoint can be used; asked only where the answer matters.
        keep_last: Steps whose newest good checkpoint is kept, at least 1.
        best_step: A further step whose newest good checkpoint is kept.

    Returns:
        Those to delete, newest first. Damaged ones are among them once they are older than the
        last ones that are kept.
    """
    kept: set[int] = set()
    old: list[CheckpointFolder] = []
    for folder in sorted(folders, reverse=True):
        wanted = len(kept) < keep_last or folder.step == best_step
        if folder.step in kept or not wanted:
            old.append(folder)
        elif is_good(folder):
            kept.add(folder.step)
        elif len(kept) >= keep_last:
            old.append(folder)
    return old
