from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from training.config import RunConfig
from training.core import resolve_run_config, train
from training.core.data import Dataset, Record
from training.core.hardware.threads import WEIGHTS_PER_THREAD, choose_threads, multiplied_weights
from training.core.runs.directory import open_run
from training.core.trainer.observers.observer import FitPlan, Observer, Step

ITEM = {"text": "Ana Ruiz works in Turin", "annotations": [[0, 8, "NAME"], [18, 23, "PLACE"]]}
ITEMS = [Record(ITEM, f"item {number}") for number in range(12)]
DATA = Dataset(ITEMS, ITEMS[:2], ITEMS[:2])
CPU = torch.device("cpu")


def config_of(folder: Path, *overrides: str) -> RunConfig:
    small = ["model.hidden_size=8", "model.rows=64", "training.epochs=2", "training.batch_size=4"]
    given = [*small, "training.device=cpu", f"output_dir={folder}", *overrides]
    return resolve_run_config(overrides=given, environ={}).config


class Seen(Observer):
    """Notes how many threads there are in a fit, and may stop it."""

    def __init__(self, stops: bool = False) -> None:
        self._stops = stops
        self.threads: set[int] = set()

    def on_fit_start(self, plan: FitPlan) -> None:
        assert plan.threads is not None
        self.threads.add(plan.threads)

    def on_step_end(self, step: Step) -> None:
        self.threads.add(torch.get_num_threads())
        if self._stops and step.number == 3:
            raise KeyboardInterrupt


@pytest.fixture
def four_threads() -> Iterator[None]:
    """As on a machine with four cores."""
    before = torch.get_num_threads()
    torch.set_num_threads(4)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    return folder


def test_a_small_model_takes_one_thread_and_others_are_there_again_afterwards(
    four_threads: None, tmp_path: Path
) -> None:
    seen = Seen()
    run = train(config_of(tmp_path), [seen], DATA).run
    assert seen.threads == {1}
    assert run.record["environment"]["threads"] == 1
    assert torch.get_num_threads() == 4


def test_a_number_of_threads_that_is_given_wins(four_threads: None, tmp_path: Path) -> None:
    seen = Seen()
    train(config_of(tmp_path, "training.threads=3"), [seen], DATA)
    assert seen.threads == {3}
    assert torch.get_num_threads() == 4


@pytest.mark.parametrize(
    ("weights", "most", "expected"), [(1, 8, 1), (3.5, 8, 3), (100, 8, 8), (0.5, 8, 1)]
)
def test_threads_follow_from_the_weights_that_are_multiplied(
    weights: float, most: int, expected: int
) -> None:
    columns = int(weights * WEIGHTS_PER_THREAD / 1000)
    model = torch.nn.ModuleList(
        [torch.nn.Embedding(4000, 1000), torch.nn.Linear(1000, columns, device="meta")]
    )
    assert multiplied_weights(model) == 1000 * columns
    assert choose_threads(None, model, CPU, most) == expected
    assert choose_threads(5, model, CPU, most) == 5
    assert choose_threads(None, model, torch.device("cuda"), most) == most


def test_a_resumed_run_takes_as_many_threads_as_it_began_with(
    four_threads: None, directory: Path
) -> None:
    config = config_of(directory.parent)
    with pytest.raises(KeyboardInterrupt):
        train(config, [Seen(stops=True)], DATA, directory)
    run = open_run(str(directory))
    run.update(environment={**run.record["environment"], "threads": 2})
    seen = Seen()
    train(config, [seen], DATA, directory)
    assert seen.threads == {2}


def test_a_run_from_before_the_choice_keeps_all_threads_when_it_is_resumed(
    four_threads: None, directory: Path
) -> None:
    config = config_of(directory.parent)
    with pytest.raises(KeyboardInterrupt):
        train(config, [Seen(stops=True)], DATA, directory)
    run = open_run(str(directory))
    before = {key: one for key, one in run.record["environment"].items() if key != "threads"}
    run.update(environment=before)
    seen = Seen()
    train(config, [seen], DATA, directory)
    assert seen.threads == {4}
