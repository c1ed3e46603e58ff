from __future__ import annotations

from pathlib import Path

from training.config import RunConfig
from training.core.trackers.jsonl import JsonlTracker


def test_what_comes_after_a_checkpoint_is_forgotten(tmp_path: Path) -> None:
    tracker = JsonlTracker(tmp_path, RunConfig())
    tracker.start()
    tracker.log("train", 1, 1, {"loss": 2.0})
    state = tracker.state()
    tracker.log("train", 1, 2, {"loss": 1.0})
    tracker.restore(state)
    tracker.log("train", 1, 2, {"loss": 1.5})
    tracker.finish("completed")
    lines = (tmp_path / "metrics.jsonl").read_text().splitlines()
    assert [line[-4:] for line in lines] == ["2.0}", "1.5}"]


def test_a_file_that_lost_its_end_is_not_filled_with_zeros(tmp_path: Path) -> None:
    tracker = JsonlTracker(tmp_path, RunConfig())
    tracker.start()
    tracker.restore({"bytes": 1000})
    tracker.log("train", 1, 1, {"loss": 2.0})
    tracker.finish("completed")
    assert b"\0" not in (tmp_path / "metrics.jsonl").read_bytes()
