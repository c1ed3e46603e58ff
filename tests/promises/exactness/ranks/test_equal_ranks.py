"""Two processes do the work of one whatever a plugin provides, and say which of them failed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from safetensors.torch import load_file

from tests.execution.launch_helpers import (
    NORMED_TASK,
    TWO,
    launched,
    ranks_below,
    train_losses,
    write_plugin,
)
from training.core.plugins import get_plugin_manager
from training.core.trainer.train import TrainingResult
from training.execution.process_group.failure_reports import RankFailedError

NORMED = (
    "task.name=normed",
    "task.dropout=0",
    "model.dropout=0",
    "model.form_dropout=0",
    "training.gradient_accumulation_steps=2",
    "training.learning_rate=0.01",
)
WORDS = ("tin", "oak", "salt", "rain", "moss", "clay", "wool")


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of texts with labels, in numbers that two processes cannot share evenly."""
    folder = tmp_path_factory.mktemp("texts") / "data"
    folder.mkdir()
    for split, count in (("train", 45), ("validation", 9), ("test", 7)):
        rows = []
        for number in range(count):
            words = [WORDS[(number * 3 + place) % 7] for place in range(1 + number % 5)]
            rows.append({"text": " ".join(words), "label": "odd" if number % 2 else "even"})
        (folder / f"{split}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


@pytest.fixture(autouse=True)
def _normed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install a plugin: a task with batch normalisation, and a hook that changes the model."""
    folder = write_plugin(tmp_path, "normed_task", NORMED_TASK)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "normed_task", raising=False)
    get_plugin_manager.cache_clear()
    yield
    get_plugin_manager.cache_clear()


def exported(result: TrainingResult) -> dict[str, object]:
    return dict(load_file(result.run.checkpoint / "model.safetensors"))


def test_batch_norm_and_what_a_hook_changes_in_rank_0_give_the_model_of_one_process(
    texts: Path,
) -> None:
    alone = launched(texts, (*NORMED, "training.batch_size=8"))
    shared = launched(texts, (*NORMED, *TWO))
    losses = train_losses(alone.run.directory)
    assert train_losses(shared.run.directory) == pytest.approx(losses, rel=1e-4)
    assert shared.validation["loss"] == pytest.approx(alone.validation["loss"], rel=1e-4)
    assert shared.test["loss"] == pytest.approx(alone.test["loss"], rel=1e-4)
    one, two = exported(alone), exported(shared)
    for name, weight in one.items():
        assert weight.allclose(two[name], atol=1e-4), name  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("fault", "rank", "starts"),
    [("start", 0, 1), ("loss", 1, 2)],
    ids=["hook", "rank-1"],
)
def test_an_error_in_one_rank_ends_all_names_it_and_is_not_repeated_for_ever(
    texts: Path, monkeypatch: pytest.MonkeyPatch, fault: str, rank: int, starts: int
) -> None:
    monkeypatch.setenv("FAULT", fault)
    directory = texts.parent / fault
    directory.mkdir()
    with pytest.raises(RankFailedError, match=rf"rank {rank} of 2 .*failed:") as caught:
        launched(texts, (*NORMED, *TWO), directory=directory)
    assert f"RuntimeError: odd {fault}" in str(caught.value)
    if fault == "start":
        note = "raised by plugin `normed_task` (training-normed_task 1.0) in `on_fit_start`"
        assert note in str(caught.value)
    assert len(list((directory / "ranks").glob("rank-0*.log"))) == starts
    assert list(ranks_below(os.getpid())) == []
    assert json.loads((directory / "run.json").read_text())["status"] == "failed"
    assert not (directory / "checkpoint").exists()
