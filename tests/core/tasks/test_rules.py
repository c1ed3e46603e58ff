from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from training.core.io.torch import nn, torch
from training.core.tasks import rules
from training.core.tasks.task_model import Batch
from training.errors import PluginError

PART = cast("Any", SimpleNamespace())
EXAMPLE = {"x": np.zeros(3)}


@pytest.mark.parametrize(
    ("windows", "found"),
    [
        (None, "not None"),
        ([[EXAMPLE]], "not 1 for 2 samples"),
        ([EXAMPLE, EXAMPLE], "not a `dict`"),
        ([[np.zeros(3)], [EXAMPLE]], "not a `ndarray`"),
    ],
)
def test_examples_are_named_arrays_for_each_sample(windows: Any, found: str) -> None:
    with pytest.raises(PluginError, match=rf"`SimpleNamespace.encode` must return .*{found}"):
        rules.require_examples(PART, windows, 2)
    rules.require_examples(PART, [[EXAMPLE], [EXAMPLE]], 2)


@pytest.mark.parametrize(
    ("loss", "found"),
    [
        (0.5, "not a `float`"),
        (torch.zeros(4), r"not a tensor of the shape \(4,\)"),
        (None, "not None"),
    ],
)
def test_a_loss_is_a_scalar_tensor(loss: Any, found: str) -> None:
    with pytest.raises(PluginError, match=f"`SimpleNamespace.loss` must return a scalar.*{found}"):
        rules.require_loss(PART, loss)
    rules.require_loss(PART, torch.tensor(0.5))


@pytest.mark.parametrize(
    ("predictions", "found"), [(None, "not None"), ([1, 2, 3], "not 3 for 2 examples")]
)
def test_there_is_a_prediction_for_each_example(predictions: Any, found: str) -> None:
    with pytest.raises(PluginError, match=f"`SimpleNamespace.predictions` must .*{found}"):
        rules.require_predictions(PART, predictions, 2)
    rules.require_predictions(PART, [EXAMPLE["x"]] * 2, 2)


def test_a_batch_is_a_batch() -> None:
    batch = Batch({}, 1, 1)
    model = cast("Any", SimpleNamespace(collate=lambda examples: examples[0]))
    assert rules.collated(model, cast("Any", [batch])) is batch
    with pytest.raises(PluginError, match=r"collate` must return a `Batch`, not a `dict`"):
        rules.collated(model, [EXAMPLE])


@pytest.mark.parametrize(
    ("built", "found"),
    [(None, "must return a `TaskModel`, not None"), (nn.Linear(1, 1), "not a `Linear`")],
)
def test_a_task_builds_a_task_model(built: Any, found: str) -> None:
    with pytest.raises(PluginError, match=found):
        rules.require_task_model(PART, built)


def test_a_task_model_has_a_model_and_a_schema() -> None:
    from training.core.tasks.text_classification.task_model import TextClassificationModel

    built = TextClassificationModel.__new__(TextClassificationModel)
    with pytest.raises(PluginError, match=r"whose `model` is .*not one with None"):
        rules.require_task_model(PART, built)
    built.model = nn.Linear(1, 1)
    with pytest.raises(PluginError, match=r"whose `schema` is .*not one with None"):
        rules.require_task_model(PART, built)
    built.schema = {}
    assert rules.require_task_model(PART, built) is built


def test_an_encoder_is_a_module() -> None:
    rules.require_encoder(PART, nn.Linear(1, 1), "fit")
    with pytest.raises(PluginError, match=r"load` must return a `torch.nn.Module`, not a `dict`"):
        rules.require_encoder(PART, {}, "load")
