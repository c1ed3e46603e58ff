"""Refusals before anything of a run is written elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.checkpoints.snapshots import snapshot
from training.core.checkpoints import CheckpointStore
from training.errors import RunError


def test_no_checkpoint_is_written_through_a_symbolic_link(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "checkpoints").symlink_to(foreign)
    with pytest.raises(RunError, match="this is a symbolic link"):
        CheckpointStore(tmp_path / "run" / "checkpoints", "run").save(snapshot(1))
    assert not list(foreign.iterdir())
