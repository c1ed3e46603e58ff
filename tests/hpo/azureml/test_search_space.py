from __future__ import annotations

import math
from typing import Any

import pytest

from training.errors import ConfigError
from training.hpo.search_space.search_space import read_search_space

pytest.importorskip("azure.ai.ml")

from training.hpo.azureml.search_space import LOG_CHOICES, azure_name, azure_search_space


def translated(**entry: Any) -> Any:
    return azure_search_space(read_search_space({"search_space": {"x": entry}}))["x"]


def test_a_logarithmic_range_gets_the_logarithms_of_its_bounds() -> None:
    found = translated(type="loguniform", min=1e-4, max=1e-1)
    assert (found.min_value, found.max_value) == pytest.approx((math.log(1e-4), math.log(1e-1)))


def test_steps_become_choices_without_errors_of_rounding() -> None:
    assert translated(type="quniform", min=0.1, max=0.7, step=0.1).values == [
        0.1,
        0.2,
        0.3,
        0.4,
        0.5,
        0.6,
        0.7,
    ]
    assert translated(type="int", min=1, max=8, step=3).values == [1, 4, 7]


def test_a_long_logarithmic_range_of_whole_numbers_is_thinned_out() -> None:
    values = translated(type="logint", min=1, max=10_000).values
    assert (values[0], values[-1]) == (1, 10_000)
    assert len(values) <= LOG_CHOICES
    assert translated(type="logint", min=1, max=5).values == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"type": "int", "min": 0, "max": 1000}, "it has 1,001 values"),
        ({"type": "quniform", "min": 0, "max": 1, "step": 0.0001}, "it has 10,001 values"),
    ],
)
def test_too_many_choices_are_refused(entry: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        translated(**entry)


def test_a_condition_cannot_be_expressed() -> None:
    space = {
        "a": {"type": "choice", "values": [1, 2]},
        "b": {"type": "uniform", "min": 0, "max": 1, "when": {"a": 1}},
    }
    with pytest.raises(ConfigError, match=r"`search_space.b.when`: Azure ML cannot search"):
        azure_search_space(read_search_space({"search_space": space}))


def test_dots_become_underscores_and_other_characters_are_refused() -> None:
    assert azure_name("training.learning_rate") == "training__learning_rate"
    with pytest.raises(ConfigError, match=r"`search_space.a-b`: Azure ML takes names"):
        azure_name("a-b")
