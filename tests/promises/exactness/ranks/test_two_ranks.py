"""Two processes do the work of one, and survive the death of either."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.execution.launch_helpers import (
    PLAIN_TASK,
    TWO,
    launched,
    ranks_below,
    train_losses,
    weights_hash,
    write_plugin,
)
from training.core.export.exported_model import load_model
from training.core.plugins import get_plugin_manager
from training.core.trainer.observers.observer import Evaluation, FitPlan, Observer, Step
from training.core.trainer.train import TrainingResult
from training.execution.process_group.failure_reports import RankFailedError

FSDP = (*TWO, "distributed.strategy=fsdp")
WITHOUT_CHANCE = (
    "task.name=plain",
    "task.word_dropout=0",
    "model.dropout=0",
    "model.form_dropout=0",
)


class Kill(Observer):
    """Kills a rank with SIGKILL after some steps; only the first time."""

    def __init__(self, rank: int, after: int, times: int = 1) -> None:
        self._rank, self._after, self._times = str(rank), after, times
        self.starts: list[int] = []
        self.ends: list[str] = []

    def on_fit_start(self, plan: FitPlan) -> None:
        self.starts.append(plan.steps_made)

    def on_step_end(self, step: Step) -> None:
        if step.number < self._after or not self._times:
            return
        for process, environment in ranks_below(os.getpid()):
            if environment["RANK"] == self._rank and self._times:
                os.kill(process, signal.SIGKILL)
                self._times -= 1

    def on_fit_end(self, status: str, metrics: Any) -> None:
        self.ends.append(status)


class Stop(Observer):
    """Fails in the process that launched, after some steps."""

    def on_step_end(self, step: Step) -> None:
        if step.number >= 5:
            raise RuntimeError("the observer has seen enough")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Install a plugin whose task uses no dropout, for the processes that are started too."""
    folder = write_plugin(tmp_path_factory.mktemp("plugin"), "plain_task", PLAIN_TASK)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder))
        patch.syspath_prepend(folder)
        get_plugin_manager.cache_clear()
        yield
    sys.modules.pop("plain_task", None)
    get_plugin_manager.cache_clear()


@pytest.fixture(scope="module")
def alone(plain: None, documents: Path) -> TrainingResult:
    return launched(documents, (*WITHOUT_CHANCE, "training.batch_size=8"))


@pytest.mark.parametrize("strategy", [TWO, FSDP], ids=["ddp", "fsdp"])
def test_two_ranks_give_the_curve_and_the_metrics_of_one_with_the_same_global_batch(
    strategy: tuple[str, ...], alone: TrainingResult, documents: Path
) -> None:
    shared = launched(documents, (*WITHOUT_CHANCE, *strategy))
    expected = train_losses(alone.run.directory)
    assert train_losses(shared.run.directory) == pytest.approx(expected, rel=1e-4)
    for split in ("validation", "test"):
        one, two = getattr(alone, split), getattr(shared, split)
        assert two["loss"] == pytest.approx(one["loss"], rel=1e-4)
        assert two["f1"] == pytest.approx(one["f1"], abs=0.02)
        supports = [
            {name: row["support"] for name, row in metrics["per_entity"].items()}
            for metrics in (one, two)
        ]
        assert supports[0] == supports[1], "every sample is scored once"


def test_a_chosen_loss_with_weights_and_chosen_metrics_are_those_of_one_process(
    plain: None, documents: Path
) -> None:
    chosen = (
        *WITHOUT_CHANCE,
        "task.loss.name=focal",
        "task.class_weights={O: 0.1}",
        "task.metrics=[exact-documents, {fbeta: {beta: 2}}]",
        "training.metric=fbeta",
        "training.learning_rate=0.1",
        "training.epochs=4",
    )
    alone = launched(documents, (*chosen, "training.batch_size=8"))
    shared = launched(documents, (*chosen, *TWO))
    losses = train_losses(alone.run.directory)
    assert train_losses(shared.run.directory) == pytest.approx(losses, rel=1e-2)
    assert alone.validation["fbeta"] > 0
    for name in ("fbeta", "exact-documents"):
        assert shared.validation[name] == pytest.approx(alone.validation[name], abs=0.02)


def test_a_killed_rank_is_started_again_and_the_run_ends_with_the_same_weights(
    documents: Path, unharmed: Path, first_start_waits: None
) -> None:
    kill = Kill(0, after=7)
    result = launched(documents, TWO, [kill])
    assert kill.starts[0] == 0
    assert kill.starts[1] >= 4, "the second start resumes from a checkpoint"
    assert len(kill.ends) == 2
    assert kill.ends[1] == "completed"
    assert weights_hash(result.run.directory) == weights_hash(unharmed)
    assert train_losses(result.run.directory) == train_losses(unharmed)


def test_a_rank_that_dies_too_often_ends_the_run_with_its_exit_code(
    documents: Path, first_start_waits: None
) -> None:
    with pytest.raises(RankFailedError, match=r"rank 1 of 2 .* was killed by SIGKILL") as caught:
        launched(documents, (*TWO, "distributed.max_restarts=0"), [Kill(1, after=2)])
    assert caught.value.exit_code == 128 + signal.SIGKILL
    assert list(ranks_below(os.getpid())) == []


def test_observers_hear_of_the_fit_in_the_process_that_launched(unharmed: Path) -> None:
    record = unharmed / "ranks"
    assert sorted(one.name for one in record.iterdir()) == ["rank-0.log", "rank-1.log"]


def test_a_run_continues_with_another_strategy_and_exports_whole_weights(
    documents: Path, unharmed: Path, tmp_path: Path, first_start_waits: None
) -> None:
    directory = tmp_path / "stopped"
    directory.mkdir()
    with pytest.raises(RuntimeError, match="seen enough"):
        launched(documents, FSDP, [Stop()], directory)
    assert list(ranks_below(os.getpid())) == []
    heard = Heard()
    launched(documents, TWO, [heard], directory)
    assert heard.steps[0] > 1
    assert heard.splits.count("test") == 1
    expected, found = (load_model(one / "checkpoint")[1] for one in (unharmed, directory))
    for name, weight in expected.model.state_dict().items():
        assert found.model.state_dict()[name].allclose(weight, atol=1e-4), name


class Heard(Observer):
    def __init__(self) -> None:
        self.steps: list[int] = []
        self.splits: list[str] = []

    def on_step_end(self, step: Step) -> None:
        self.steps.append(step.number)

    def on_evaluation(self, evaluation: Evaluation) -> None:
        self.splits.append(evaluation.split)
