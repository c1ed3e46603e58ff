from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.core.checkpoints.disks import Stopped, stopping_disk
from tests.core.checkpoints.snapshots import RUN, snapshot, store_at
from training.core.checkpoints import CheckpointStore, examine_checkpoints

LIGHT = """
import sys
from pathlib import Path
from training.core.checkpoints import examine_checkpoints
assert [one.status for one in examine_checkpoints(Path(sys.argv[1]), sys.argv[2])] == ["good"]
assert "torch" not in sys.modules
"""


def test_every_checkpoint_is_reported_with_its_state_size_and_time(tmp_path: Path) -> None:
    for step in (10, 20, 30):
        store_at(tmp_path, keep_last=5).save(snapshot(step))
    CheckpointStore(tmp_path, "other-run").save(snapshot(40))
    with pytest.raises(Stopped):
        CheckpointStore(tmp_path, RUN, disk=stopping_disk(14)).save(snapshot(50))
    (tmp_path / "step-00000020/state.json").unlink()
    found = store_at(tmp_path).examine()
    assert [(one.step, one.status) for one in found] == [
        (10, "good"),
        (20, "damaged"),
        (30, "good"),
        (40, "foreign"),
        (50, "unfinished"),
    ]
    assert [one.problem for one in found] == [
        "",
        "state.json is missing",
        "",
        "belongs to the run `other-run`",
        "was never finished (it has no manifest.json)",
    ]
    files = [path for path in (tmp_path / "step-00000010").iterdir() if path.is_file()]
    assert found[0].size == sum(path.stat().st_size for path in files)
    for one in found:
        age = datetime.now(UTC) - datetime.fromisoformat(one.written)
        assert -2 < age.total_seconds() < 60


def test_examining_changes_nothing_and_needs_no_torch(tmp_path: Path) -> None:
    store_at(tmp_path).save(snapshot(10))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    subprocess.run([sys.executable, "-c", LIGHT, tmp_path, RUN], check=True, timeout=60)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_run_without_checkpoints_has_nothing_to_examine(tmp_path: Path) -> None:
    assert examine_checkpoints(tmp_path / "nowhere", RUN) == []
