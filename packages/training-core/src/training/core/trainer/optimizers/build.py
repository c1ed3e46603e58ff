"""Build the optimizer of a configuration for a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import cast

from training.config import RunConfig, TrainingConfig
from training.core.io.torch import nn, torch
from training.core.plugins import get_registry
from training.core.trainer.optimizers.optimizer import OptimizerFactory, ParameterGroup
from training.errors import ConfigError, PluginError

RateFactor = Callable[[str, nn.Parameter, nn.Module], float]
"""Returns by what the rate of a parameter is multiplied, by its name, itself and the model."""
HIGHEST = "highest_lr"
"""Key of a group's highest rate, of which the schedule takes a share at each step."""


def optimizer_factory(config: TrainingConfig) -> OptimizerFactory:
    """Return the chosen optimizer's factory; without its keys in `config`, with its defaults."""
    name = config.optimizer.name
    kind = cast("type[OptimizerFactory]", get_registry("optimizer").load(name))
    missing = kind.options.model_fields.keys() - type(config.optimizer).model_fields.keys()
    return kind(kind.options() if missing else config.optimizer)


def require_shardable_optimizer(config: RunConfig) -> None:
    """Refuse an optimizer that cannot train divided weights.

    Raises:
        ConfigError: `distributed.strategy` divides them.
    """
    if (
        config.distributed.strategy == "fsdp"
        and not optimizer_factory(config.training).is_shardable
    ):
        name = config.training.optimizer.name
        raise ConfigError(
            f"training.optimizer.name={name} with distributed.strategy=fsdp: this optimizer cannot "
            "train weights that are divided among processes. Use another one, such as adamw, or "
            "distributed.strategy=ddp."
        )


def build_optimizer(
    model: nn.Module, config: TrainingConfig, rate_factor: RateFactor | None = None
) -> torch.optim.Optimizer:
    """Return the chosen optimizer for the trained parameters of a model.

    Values of one dimension (biases, norms) are not decayed. Each group holds its highest rate as
    `highest_lr`.

    Args:
        model: The model.
        config: The `training` section.
        rate_factor: Returns by what the rate of a parameter is multiplied.

    Raises:
        ConfigError: A pattern of `training.learning_rates` fits no parameter, no parameter is
            trained, or the optimizer refuses its options.
        PluginError: The factory returns something else than an optimizer of these parameters.
    """
    factory = optimizer_factory(config)
    groups = list(_groups(model, config, factory, rate_factor))
    name = config.optimizer.name
    try:
        optimizer = factory.build([dict(group) for group in groups])
    except (ValueError, NotImplementedError) as error:
        raise ConfigError(f"training.optimizer: `{name}` cannot be built: {error}") from error
    _require_usable(name, optimizer, groups)
    for group in optimizer.param_groups:
        group[HIGHEST] = group["lr"]
    return optimizer


def _groups(
    model: nn.Module,
    config: TrainingConfig,
    factory: OptimizerFactory,
    rate_factor: RateFactor | None,
) -> Iterator[ParameterGroup]:
    trained = {name: one for name, one in model.named_parameters() if one.requires_grad}
    _require_trained(trained)
    _require_matches(config.learning_rates, trained)
    groups: dict[tuple[float, float, str], list[nn.Parameter]] = {}
    for name, parameter in trained.items():
        decay = config.weight_decay if parameter.ndim > 1 else 0.0
        kind = factory.kind_of(name, parameter, model.get_submodule(name.rpartition(".")[0]))
        rate = _rate(name, config)
        if rate_factor is not None:
            rate *= rate_factor(name, parameter, model)
        groups.setdefault((rate, decay, kind), []).append(parameter)
    for (rate, decay, kind), members in groups.items():
        yield {"params": members, "lr": rate, "weight_decay": decay, "kind": kind}


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


def _require_usable(name: str, optimizer: object, groups: Iterable[ParameterGroup]) -> None:
    rule = f"The optimizer `{name}`: `build` must return a torch.optim.Optimizer"
    if not isinstance(optimizer, torch.optim.Optimizer):
        raise PluginError(f"{rule}, not {type(optimizer).__name__}.")
    held = [id(one) for group in optimizer.param_groups for one in group["params"]]
    given = [id(one) for group in groups for one in group["params"]]
    if sorted(held) != sorted(given):
        raise PluginError(
            f"{rule} that holds each of the {len(given)} parameters in `groups` once; it holds "
            f"{len(set(held) & set(given))} of them, and {len(held)} in all."
        )
    if any("lr" not in group for group in optimizer.param_groups):
        raise PluginError(f"{rule} whose groups have a rate `lr`, which the schedule changes.")
