from __future__ import annotations

import pytest
from torch import nn

from tests.core.tiny import TinyModel
from training.config import TrainingConfig
from training.core.trainer.optimizers.build import build_optimizer
from training.errors import ConfigError


def groups(model: nn.Module, **changes: object) -> dict[str, tuple[float, float]]:
    """Rate and decay of each parameter, by its name."""
    config = TrainingConfig(learning_rate=0.1, weight_decay=0.5, **changes)  # type: ignore[arg-type]
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    return {
        names[id(parameter)]: (group["lr"], group["weight_decay"])
        for group in build_optimizer(model, config).param_groups
        for parameter in group["params"]
    }


def test_values_of_one_dimension_are_not_decayed() -> None:
    found = groups(TinyModel())
    assert found["hidden.weight"] == found["head.weight"] == (0.1, 0.5)
    assert found["hidden.bias"] == found["norm.weight"] == (0.1, 0.0)


def test_the_last_pattern_that_fits_decides_the_rate() -> None:
    found = groups(TinyModel(), learning_rates={"*": 0.2, "head.*": 0.3, "*.bias": 0.4})
    assert found["hidden.weight"] == (0.2, 0.5)
    assert found["head.weight"] == (0.3, 0.5)
    assert found["head.bias"] == (0.4, 0.0)


def test_a_pattern_that_fits_nothing_is_refused_with_the_names() -> None:
    with pytest.raises(ConfigError, match=r"is called `heads.\*`.*head.weight"):
        groups(TinyModel(), learning_rates={"heads.*": 0.3})


def test_frozen_parameters_are_left_out_and_no_pattern_fits_them() -> None:
    model = TinyModel()
    model.hidden.requires_grad_(False)
    assert "hidden.weight" not in groups(model)
    with pytest.raises(ConfigError, match="no trained parameter is called `hidden"):
        groups(model, learning_rates={"hidden.*": 0.3})
    with pytest.raises(ConfigError, match="no parameter of the model is trained"):
        groups(model.requires_grad_(False))
