"""Find the newest checkpoint that can be trusted."""

from __future__ import annotations

import logging
from pathlib import Path

from training._regular_files import read_regular
from training.config.origin import shown_path
from training.core.checkpoints.layout import STATE
from training.core.checkpoints.layout import CheckpointFolder
from training.core.checkpoints.layout import checkpoint_folders
from training.core.checkpoints.refusals import cannot_list
from training.core.checkpoints.refusals import none_good
from training.core.checkpoints.restored import Restored
from training.core.checkpoints.state_json import parse_state
from training.core.checkpoints.verification import UnusableCheckpointError
from training.core.checkpoints.verification import verify_checkpoint

logger = logging.getLogger("training")


def restore_newest(root: Path, run_id: str) -> Restored | None:
    """Return the newest good checkpoint of a run; None when none was ever finished.

    Raises:
        RunError: There are checkpoints, and none can be used; or the folder cannot be listed.
    """
    problems: list[str] = []
    finished = False
    for folder in _listed(root):
        try:
            return _restored(folder, run_id, problems)
        except UnusableCheckpointError as error:
            problems.append(f"{folder.name}: {error}")
            finished |= error.fault != "unfinished"
    if finished:
        raise none_good(root, problems)
    for problem in problems:
        logger.warning("%s", problem)
    return None


def _restored(folder: CheckpointFolder, run_id: str, problems: list[str]) -> Restored:
    manifest = verify_checkpoint(folder, run_id)
    state = parse_state(read_regular(folder.path / STATE))
    sentences = (f"{shown_path(folder.path.parent)}/{problem}." for problem in problems)
    return Restored(folder.path, manifest, state, tuple(sentences))


def _listed(root: Path) -> list[CheckpointFolder]:
    try:
        return checkpoint_folders(root)
    except OSError as error:
        raise cannot_list(root, error) from error
