from __future__ import annotations

import math
from typing import Any

import pytest
import torch

from training.config import Section
from training.core.metrics.chosen_metric import ChosenMetric
from training.core.metrics.exact_documents import ExactDocuments
from training.errors import PluginError


def chosen(value: Any) -> tuple[ChosenMetric, ExactDocuments]:
    class Odd(ExactDocuments):
        def value(self) -> Any:
            return value

    return ChosenMetric("odd", "plugin `acme`", Odd, Section()), Odd(Section(), [])


@pytest.mark.parametrize(
    "value", [None, "0.5", math.nan, math.inf, {"a": 1.0}, True, torch.tensor(0.5)]
)
def test_what_is_no_number_is_refused_with_plugin_metric_and_value(value: Any) -> None:
    one, metric = chosen(value)
    with pytest.raises(PluginError) as caught:
        one.value_of(metric)
    assert "The metric `odd` of plugin `acme`" in str(caught.value)
    assert repr(value) in str(caught.value)


@pytest.mark.parametrize("value", [1, 0.5])
def test_numbers_are_reported_as_fractions(value: float) -> None:
    one, metric = chosen(value)
    assert one.value_of(metric) == value
    assert isinstance(one.value_of(metric), float)
