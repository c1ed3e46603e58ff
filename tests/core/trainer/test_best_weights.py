from __future__ import annotations

import math

import pytest
import torch

from tests.core.tiny import TinyTaskModel
from training.config import EarlyStoppingConfig
from training.core.tasks.task import Metric
from training.core.trainer.best_weights import Best

STOPPING = EarlyStoppingConfig()


def after(values: list[float], metric: Metric) -> tuple[Best, TinyTaskModel]:
    """Return the best of some evaluations; the weights are the number of the evaluation."""
    task_model, best = TinyTaskModel(), Best()
    for number, value in enumerate(values, 1):
        for one in task_model.model.parameters():
            torch.nn.init.constant_(one, number)
        best.consider({metric.name: value}, metric, STOPPING, number, number, task_model.model)
    best.restore(task_model.model)
    return best, task_model


def weight_of(task_model: TinyTaskModel) -> float:
    return float(task_model.model.head.bias[0].detach())


@pytest.mark.parametrize(("mode", "epoch"), [("max", 3), ("min", 2)])
def test_the_weights_of_the_best_evaluation_come_back(mode: str, epoch: int) -> None:
    best, task_model = after([0.5, 0.2, 0.9, 0.3], Metric("f1", mode))  # type: ignore[arg-type]
    assert (best.epoch, weight_of(task_model), best.waited) == (epoch, epoch, 4 - epoch)


def test_an_evaluation_that_is_no_number_is_never_the_best() -> None:
    best, task_model = after([math.nan, 0.2, math.nan], Metric("f1", "max"))
    assert (best.epoch, best.value, weight_of(task_model), best.waited) == (2, 0.2, 2.0, 1)


def test_it_is_reported_when_no_evaluation_was_a_number(caplog: pytest.LogCaptureFixture) -> None:
    best, task_model = after([math.nan, math.nan], Metric("f1", "max"))
    assert (best.value, weight_of(task_model), best.waited) == (None, 2.0, 2)
    assert "NaN in every evaluation" in caplog.text


def considered(*evaluations: dict[str, float]) -> Best:
    task_model, best = TinyTaskModel(), Best()
    for number, metrics in enumerate(evaluations, 1):
        best.consider(metrics, Metric("f1", "max"), STOPPING, number, number, task_model.model)
    return best


def test_of_equal_values_the_lower_loss_is_the_best_and_does_not_extend_the_fit() -> None:
    losses = [0.9, 0.4, 0.6, math.nan]
    best = considered(*({"f1": 0.5, "loss": loss} for loss in losses))
    assert (best.epoch, best.waited) == (2, 3)


def test_a_better_value_wins_whatever_its_loss() -> None:
    best = considered({"f1": 0.5, "loss": 0.1}, {"f1": 0.6, "loss": 0.9}, {"f1": 0.5, "loss": 0.0})
    assert best.epoch == 2


def test_equal_values_without_a_loss_keep_the_first() -> None:
    assert considered({"f1": 0.5}, {"f1": 0.5}).epoch == 1


def test_an_unknown_metric_is_refused_with_the_numbers_there_are() -> None:
    with pytest.raises(ValueError, match=r"no number `f1`; it reports accuracy, loss\.$"):
        considered({"loss": 0.5, "accuracy": 0.25, "table": {"f1": 1.0}})  # type: ignore[dict-item]
