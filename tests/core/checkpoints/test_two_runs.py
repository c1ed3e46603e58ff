from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.checkpoints.disks import Stopped, stopping_disk
from tests.core.checkpoints.snapshots import RUN, is_same, snapshot
from training.core.checkpoints import CheckpointStore
from training.errors import RunError

OTHER = "other-run"


def content(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_neither_deletes_what_the_other_saved(tmp_path: Path) -> None:
    for step in (10, 20, 30):
        CheckpointStore(tmp_path, OTHER, keep_last=3).save(snapshot(step))
    before = content(tmp_path)
    for step in (10, 20, 35, 40):
        CheckpointStore(tmp_path, RUN, keep_last=1).save(snapshot(step))
    after = content(tmp_path)
    assert {path: after[path] for path in before} == before


def test_each_continues_from_its_own_and_is_reported_of_the_other(tmp_path: Path) -> None:
    CheckpointStore(tmp_path, RUN).save(snapshot(10))
    CheckpointStore(tmp_path, OTHER).save(snapshot(20))
    found = CheckpointStore(tmp_path, RUN).newest_good()
    assert found is not None
    assert is_same(found, snapshot(10))
    assert f"belongs to the run `{OTHER}`" in found.problems[0]


def test_a_run_with_only_the_checkpoints_of_another_is_refused(tmp_path: Path) -> None:
    CheckpointStore(tmp_path, OTHER).save(snapshot(20))
    with pytest.raises(RunError, match=f"belongs to the run `{OTHER}`"):
        CheckpointStore(tmp_path, RUN).newest_good()


def test_what_the_other_is_writing_is_not_cleaned_up(tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        CheckpointStore(tmp_path, OTHER, disk=stopping_disk(12)).save(snapshot(10))
    before = content(tmp_path)
    assert len(before) > 1
    saved = CheckpointStore(tmp_path, RUN).save(snapshot(10))
    assert saved.name == "step-00000010-2"
    assert content(tmp_path).items() > before.items()
    CheckpointStore(tmp_path, OTHER).save(snapshot(20))
    assert not content(tmp_path).keys() & before.keys()
