from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from _pytest.monkeypatch import MonkeyPatch

from training.config import Section
from training.core import resolve_run_config
from training.core.data import Dataset, Record
from training.core.trainer.callbacks.callback import Callback
from training.core.trainer.callbacks.dispatch.calls import NamedCallback
from training.core.trainer.lr_finder import RateCurve, find_learning_rate, finder
from training.core.trainer.optimizers.adamw import AdamW
from training.errors import ConfigError, DataError, DivergenceError, RunError

SMALL = ["model.hidden_size=8", "model.rows=64", "training.threads=1", "training.batch_size=4"]
ITEM = {"text": "Ana Ruiz works in Turin", "annotations": [[0, 8, "NAME"], [18, 23, "PLACE"]]}


def records(count: int = 12) -> Dataset[Record]:
    items = [Record(ITEM, f"item {number}") for number in range(count)]
    return Dataset(items, items[:2], items[:2])


def found(folder: Path, *settings: str, data: Any = None, **options: Any) -> RateCurve:
    config = resolve_run_config(
        overrides=[*SMALL, *settings, f"output_dir={folder}"], environ={}
    ).config
    return find_learning_rate(config, dataset=records() if data is None else data, **options)


def test_the_rates_rise_exponentially_from_the_first_to_the_last(tmp_path: Path) -> None:
    curve = found(tmp_path, steps=40, minimum=1e-5, maximum=1e-1)
    rates = [point.rate for point in curve.points]
    assert rates[0] == 1e-5
    assert rates[-1] == pytest.approx(1e-1) or curve.diverged
    assert np.diff(np.log(rates)) == pytest.approx(np.log(1e4) / 39)
    assert curve.epochs > 1, "the data is read again when it is too short"


def test_it_is_the_same_each_time_and_leaves_chance_threads_and_folders_as_they_were(
    tmp_path: Path,
) -> None:
    random.seed(1)
    np.random.seed(2)
    torch.manual_seed(3)
    before = (random.getstate(), np.random.get_state()[1].tolist(), torch.get_rng_state().tolist())
    threads, is_deterministic = (
        torch.get_num_threads(),
        torch.are_deterministic_algorithms_enabled(),
    )
    first = found(tmp_path, steps=30)
    after = (random.getstate(), np.random.get_state()[1].tolist(), torch.get_rng_state().tolist())
    assert before == after
    assert torch.get_num_threads() == threads
    assert torch.are_deterministic_algorithms_enabled() == is_deterministic
    assert [one.name for one in tmp_path.iterdir()] == [".cache"]
    torch.manual_seed(9)
    assert found(tmp_path, steps=30) == first


def test_a_rate_is_beside_the_loss_that_it_leads_to(tmp_path: Path) -> None:
    """The loss of a step is computed before its weights change."""
    low = found(tmp_path, steps=20, minimum=1e-3, maximum=1e-1)
    high = found(tmp_path, steps=20, minimum=5e-2, maximum=5e-1)
    assert low.points[0].loss != high.points[0].loss


def test_accumulation_callbacks_and_losses_of_the_experiment_count(tmp_path: Path) -> None:
    plain = found(tmp_path, steps=30)
    for setting in (
        "training.gradient_accumulation_steps=3",
        'training.callbacks=[{"layerwise-decay": {"factor": 0.5}}]',
        "task.loss.name=focal",
        "training.optimizer.name=sgd",
        "training.precision=bf16",
    ):
        assert found(tmp_path, setting, steps=30, maximum=1e3).points != plain.points, setting


def test_several_ranks_are_as_many_batches_in_a_step(tmp_path: Path) -> None:
    two = ["distributed.enabled=true", "distributed.world_size=2"]
    accumulated = found(tmp_path, "training.gradient_accumulation_steps=2", steps=30)
    assert found(tmp_path, *two, steps=30) == accumulated


def test_callbacks_see_a_whole_fit_that_leaves_nothing(
    tmp_path: Path, monkeypatch: MonkeyPatch
) -> None:
    class Notes(Callback):
        events: list[str] = []

        def on_fit_start(self, fit: Any) -> None:
            self.events.append("start")

        def on_batch(self, fit: Any, batch: Any) -> None:
            self.events.append("batch")

        def on_fit_end(self, fit: Any, status: str) -> None:
            self.events.append(status)

    named = [NamedCallback("notes", Notes(Section()))]
    monkeypatch.setattr(finder, "build_callbacks", lambda config: named)
    curve = found(tmp_path, steps=30)
    assert Notes.events[0] == "start"
    assert Notes.events[-1] == "completed"
    assert Notes.events.count("batch") >= len(curve.points) + 1


def test_the_proposal_for_the_demo_data_is_close_to_what_its_backbone_recommends(
    tmp_path: Path,
) -> None:
    config = resolve_run_config(
        overrides=["model.hidden_size=32", "training.threads=1", f"output_dir={tmp_path}"],
        environ={},
    ).config
    curve = find_learning_rate(config, steps=60, minimum=1e-6)
    assert (
        config.training.learning_rate / 10 < curve.suggestion < config.training.learning_rate * 10
    )


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"minimum": 1.0, "maximum": 0.1}, "--min"),
        ({"minimum": 0.0}, "--min"),
        ({"minimum": -1.0}, "--min"),
        ({"maximum": float("inf")}, "--max"),
        ({"maximum": float("nan")}, "--max"),
        ({"steps": 3}, "--steps"),
        ({"steps": 10**6}, "--steps"),
    ],
)
def test_a_range_that_cannot_be_searched_is_refused(
    tmp_path: Path, options: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ConfigError, match=reason):
        found(tmp_path, **options)
    assert not list(tmp_path.iterdir())


def test_too_little_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="4 samples, and 8 are needed"):
        found(tmp_path, data=records(4))


def test_an_optimizer_without_a_learning_rate_is_refused(
    tmp_path: Path, monkeypatch: MonkeyPatch
) -> None:
    monkeypatch.setattr(AdamW, "uses_learning_rate", False)
    with pytest.raises(ConfigError, match="`adamw` finds the size of its steps itself"):
        found(tmp_path)


def test_a_loss_that_is_no_number_at_once_is_explained(
    tmp_path: Path, monkeypatch: MonkeyPatch
) -> None:
    class Broken(Callback):
        def before_backward(self, fit: Any, loss: Any) -> Any:
            return loss * float("nan")

    named = [NamedCallback("broken", Broken(Section()))]
    monkeypatch.setattr(finder, "build_callbacks", lambda config: named)
    with pytest.raises(DivergenceError, match="in the first step, before any weight"):
        found(tmp_path)


def test_a_search_that_diverges_at_once_names_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"--min|does not fall"):
        found(tmp_path, "training.optimizer.name=sgd", minimum=1e6, maximum=1e9)
