"""AdamW with groups of parameters by rate and decay."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

from training.config import TrainingConfig
from training.core.io.torch import nn, torch
from training.core.trainer.compile import AdamW
from training.errors import ConfigError


def build_optimizer(model: nn.Module, config: TrainingConfig) -> torch.optim.AdamW:
    """Return AdamW; values of one dimension (biases, norms) are not decayed.

    Each group holds its highest rate as `highest_lr`. The fused kernels are used: one call for all
    parameters of a group, and no wait for the device, not even with scaled gradients.

    Source: Loshchilov and Hutter (2019), "Decoupled Weight Decay Regularization".

    Raises:
        ConfigError: A pattern of `training.learning_rates` fits no parameter, or no parameter is
            trained.
    """
    trained = {name: one for name, one in model.named_parameters() if one.requires_grad}
    _require_trained(trained)
    _require_matches(config.learning_rates, trained)
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in trained.items():
        decay = config.weight_decay if parameter.ndim > 1 else 0.0
        groups.setdefault((_rate(name, config), decay), []).append(parameter)
    return AdamW(
        [
            {"params": members, "lr": rate, "highest_lr": rate, "weight_decay": decay}
            for (rate, decay), members in groups.items()
        ],
        fused=True,
    )


def _rate(name: str, config: TrainingConfig) -> float:
    """Return the rate of the last pattern that fits a parameter's name."""
    fitting = [
        rate for pattern, rate in config.learning_rates.items() if fnmatchcase(name, pattern)
    ]
    return fitting[-1] if fitting else config.learning_rate


def _require_trained(trained: Mapping[str, nn.Parameter]) -> None:
    if not trained:
        raise ConfigError(
            "no parameter of the model is trained: `requires_grad` is false for each. See what the "
            "backbone's options and the plugins that implement `on_fit_start` freeze."
        )


def _require_matches(rates: Mapping[str, float], trained: Mapping[str, nn.Parameter]) -> None:
    for pattern in rates:
        if not any(fnmatchcase(name, pattern) for name in trained):
            raise ConfigError(
                f"training.learning_rates: no trained parameter is called `{pattern}`. Patterns "
                f"such as `head.*` are matched with: {', '.join(trained)}."
            )
