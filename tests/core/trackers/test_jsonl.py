from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from training.config import RunConfig
from training.core.trackers.jsonl import JsonlTracker
from training.core.trainer.observers.observer import Evaluation, FitPlan, Step
from training.core.trainer.observers.tracker_observer import TrackerObserver


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


def test_numbers_json_cannot_express_are_null(tmp_path: Path) -> None:
    tracker = JsonlTracker(tmp_path, RunConfig())
    tracker.start()
    tracker.log("train", 1, 1, {"loss": float("nan"), "grad_norm": float("inf")})
    tracker.finish("completed")
    assert '"loss": null, "grad_norm": null' in (tmp_path / "metrics.jsonl").read_text()


class FullTracker(JsonlTracker):
    """Fails at the second line, as on a full disk."""

    def log(self, split: str, epoch: int, step: int, metrics: Mapping[str, Any]) -> None:
        if step == 2:
            raise OSError(28, "No space left on device")
        super().log(split, epoch, step, metrics)


def test_a_tracker_that_failed_loses_nothing_from_before_when_the_run_is_resumed(
    tmp_path: Path,
) -> None:
    plan = FitPlan(None, tmp_path, "cpu", 1, 3, 1, {})
    observer = TrackerObserver("jsonl", lambda: FullTracker(tmp_path, RunConfig()), 1)
    observer.on_fit_start(plan)
    for number in (1, 2, 3):
        observer.on_evaluation(Evaluation("validation", 1, number, {"f1": 0.5}, False))
        state = observer.state()
    resumed = TrackerObserver("jsonl", lambda: JsonlTracker(tmp_path, RunConfig()), 1)
    resumed.on_fit_start(plan)
    resumed.restore(state)
    resumed.on_fit_end("completed", {})
    assert (tmp_path / "metrics.jsonl").read_text().count('"f1": 0.5') == 1


def lines_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]


def step(number: int, **logged: float | torch.Tensor) -> Step:
    return Step(number, 1, torch.tensor(0.5), 0.1, 1, 1, logged=logged)


def test_what_callbacks_log_stands_beside_the_next_loss_also_after_a_resume(tmp_path: Path) -> None:
    plan = FitPlan(None, tmp_path, "cpu", 1, 6, 1, {})
    observer = TrackerObserver("jsonl", lambda: JsonlTracker(tmp_path, RunConfig()), 2)
    observer.on_fit_start(plan)
    observer.on_step_end(step(1, margin=torch.tensor(3.0), rare=7.0))
    observer.on_step_end(step(2, margin=4.0))
    observer.on_step_end(step(3, margin=5.0))
    state = json.loads(json.dumps(observer.state()))
    resumed = TrackerObserver("jsonl", lambda: JsonlTracker(tmp_path, RunConfig()), 2)
    resumed.on_fit_start(plan)
    resumed.restore(state)
    resumed.on_step_end(step(4))
    resumed.on_fit_end("completed", {})
    first, second = lines_of(tmp_path)
    assert (first["margin"], first["rare"], first["loss"]) == (4.0, 7.0, 0.5)
    assert (second["step"], second["margin"]) == (4, 5.0)
    assert "rare" not in second
