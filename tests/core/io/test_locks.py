from __future__ import annotations

from pathlib import Path

import pytest

from training.core.runs.directory import LOCK, locked
from training.errors import RunError


def test_a_lock_that_is_a_link_is_reported_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "foreign").write_text("")
    run = tmp_path / "run"
    run.mkdir()
    (run / LOCK).symlink_to(tmp_path / "foreign")
    with (
        pytest.raises(RunError, match=r"run: .*\.lock in it is a link.*; delete \.lock"),
        locked(run),
    ):
        pass
