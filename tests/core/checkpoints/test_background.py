from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.core.checkpoints.snapshots import RUN, is_same, restored, snapshot, store_at
from training.core.checkpoints import BackgroundWriter, CheckpointStore, Snapshot
from training.core.checkpoints.disk import Disk
from training.errors import RunError

UNCLOSED = """
from pathlib import Path
from tests.core.checkpoints.snapshots import snapshot, store_at
from training.core.checkpoints import BackgroundWriter
BackgroundWriter(store_at(Path({root!r}))).submit(snapshot(10, size=1_000_000))
{end}
"""


class HangingDisk(Disk):
    """Hangs at the first change until it is released."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.released = threading.Event()

    def make_folder(self, folder: Path) -> None:
        self.reached.set()
        assert self.released.wait(20)
        super().make_folder(folder)


class BrokenDisk(Disk):
    """Refuses everything until it is mended."""

    broken = True

    def make_folder(self, folder: Path) -> None:
        if self.broken:
            raise OSError(5, "Input/output error")
        super().make_folder(folder)


def test_snapshots_are_saved_in_order_and_close_waits_for_the_last(tmp_path: Path) -> None:
    writer = BackgroundWriter(store_at(tmp_path, keep_last=9))
    for step in (10, 20, 30, 40):
        writer.submit(snapshot(step))
    writer.close()
    assert is_same(restored(tmp_path), snapshot(40))
    assert len(list(tmp_path.iterdir())) == 4


def test_training_does_not_wait_for_a_hanging_disk_until_the_next_snapshot(tmp_path: Path) -> None:
    disk = HangingDisk()
    writer = BackgroundWriter(CheckpointStore(tmp_path / "checkpoints", RUN, disk=disk))
    writer.submit(snapshot(10))
    assert disk.reached.wait(20)
    assert writer.stalled_seconds == 0.0
    threading.Timer(0.2, disk.released.set).start()
    writer.submit(snapshot(20))
    assert 0.1 < writer.stalled_seconds < 10
    writer.close()
    assert [one.step for one in store_at(tmp_path / "checkpoints").examine()] == [10, 20]


def test_a_failure_surfaces_at_the_next_snapshot_which_can_be_submitted_again(
    tmp_path: Path,
) -> None:
    disk = BrokenDisk()
    writer = BackgroundWriter(CheckpointStore(tmp_path, RUN, disk=disk))
    writer.submit(snapshot(10))
    with pytest.raises(RunError, match="Input/output error"):
        writer.submit(snapshot(20))
    disk.broken = False
    writer.submit(snapshot(20))
    writer.close()
    assert is_same(restored(tmp_path), snapshot(20))


def test_a_failure_of_the_last_snapshot_surfaces_when_closing(tmp_path: Path) -> None:
    writer = BackgroundWriter(CheckpointStore(tmp_path, RUN, disk=BrokenDisk()))
    writer.submit(snapshot(10))
    with pytest.raises(RunError, match="Input/output error"):
        writer.close()
    writer.close()


def test_a_mistake_of_the_program_surfaces_too(tmp_path: Path) -> None:
    with (
        pytest.raises(TypeError, match=r"state\['model'\]: object cannot be stored"),
        BackgroundWriter(store_at(tmp_path)) as writer,
    ):
        writer.submit(Snapshot(10, {}, {"model": object()}))
    assert not any(tmp_path.iterdir())


def test_an_error_of_training_is_not_hidden_by_one_of_the_writer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def train() -> None:
        with BackgroundWriter(CheckpointStore(tmp_path, RUN, disk=BrokenDisk())) as writer:
            writer.submit(snapshot(10))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        train()
    assert "Input/output error" in caplog.text


@pytest.mark.parametrize("end", ["", "raise SystemExit(3)", "raise KeyboardInterrupt"])
def test_a_process_that_ends_without_closing_still_saves(tmp_path: Path, end: str) -> None:
    program = UNCLOSED.format(root=str(tmp_path), end=end)
    folder = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", program], cwd=folder, timeout=60, capture_output=True)
    assert is_same(restored(tmp_path), snapshot(10, size=1_000_000))
