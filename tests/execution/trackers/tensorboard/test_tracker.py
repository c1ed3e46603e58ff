from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from training.core import resolve_run_config, train
from training.core.data import Dataset, Record
from training.core.trainer.observers.observer import Observer, Step
from training.errors import MissingExtraError

CHOSEN = "logging.trackers=[jsonl, tensorboard]"


class FailAt(Observer):
    """Ends the run at a step, without a checkpoint of it."""

    def __init__(self, step: int) -> None:
        self._step = step

    def on_step_end(self, step: Step) -> None:
        if step.number == self._step:
            raise RuntimeError("no luck")


def events_of(directory: Path) -> EventAccumulator:
    events = EventAccumulator(str(directory / "tensorboard"))
    events.Reload()
    return events


def numbers(directory: Path, split: str, name: str) -> list[tuple[int, float]]:
    rows = [json.loads(line) for line in (directory / "metrics.jsonl").read_text().splitlines()]
    return [(row["step"], row[name]) for row in rows if row["split"] == split]


def scalars(events: Any, tag: str) -> list[tuple[int, float]]:
    return [(one.step, pytest.approx(one.value, rel=1e-6)) for one in events.Scalars(tag)]


def test_numbers_and_parameters_can_be_looked_at(tiny: list[str], dataset: Dataset[Record]) -> None:
    config = resolve_run_config(overrides=[*tiny, CHOSEN], environ={}).config
    directory = train(config, dataset=dataset).run.directory
    events = events_of(directory)
    for split, name in (("train", "loss"), ("train", "learning_rate"), ("validation", "f1")):
        assert numbers(directory, split, name) == scalars(events, f"{split}/{name}")
    assert "test/per_entity/PLACE/f1" in events.Tags()["scalars"]
    content = events.PluginTagToContent("hparams")
    assert b"model.rows" in content["_hparams_/session_start_info"]


def test_a_run_that_continues_shows_every_step_once(
    tiny: list[str], dataset: Dataset[Record], tmp_path: Path
) -> None:
    config = resolve_run_config(overrides=[*tiny, CHOSEN], environ={}).config
    with pytest.raises(RuntimeError, match="no luck"):
        train(config, [FailAt(5)], dataset=dataset)
    (directory,) = (path.parent for path in tmp_path.glob("runs/*/run.json"))
    train(config, dataset=dataset, directory=directory)
    steps = [step for step, _ in scalars(events_of(directory), "train/loss")]
    assert steps == list(range(1, 10))
    assert numbers(directory, "train", "loss") == scalars(events_of(directory), "train/loss")


def test_a_run_that_starts_over_leaves_nothing_of_the_first_attempt(
    tiny: list[str], dataset: Dataset[Record], tmp_path: Path
) -> None:
    config = resolve_run_config(overrides=[*tiny, CHOSEN], environ={}).config
    with pytest.raises(RuntimeError, match="no luck"):
        train(config, [FailAt(2)], dataset=dataset)
    (directory,) = (path.parent for path in tmp_path.glob("runs/*/run.json"))
    train(config, dataset=dataset, directory=directory)
    steps = [step for step, _ in scalars(events_of(directory), "train/loss")]
    assert steps == list(range(1, 10))


def test_without_the_package_the_extra_is_named_before_anything_is_made(
    tiny: list[str], dataset: Dataset[Record], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "tensorboard", None)
    config = resolve_run_config(overrides=[*tiny, CHOSEN], environ={}).config
    with pytest.raises(MissingExtraError, match=r"training-execution\[tensorboard\]"):
        train(config, dataset=dataset)
    assert not (tmp_path / "runs").exists()
