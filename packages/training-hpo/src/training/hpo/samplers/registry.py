"""Find a sampler by its name, and build it for a trial."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from training.core.plugins.contract import require_kind
from training.hpo.factories import find_factory

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler

    from training.hpo.samplers.base import SamplerFactory


def build_sampler(
    name: str, seed: int, position: int, options: Mapping[str, Any] | None = None
) -> BaseSampler:
    """Return a sampler whose draws hang on the seed and the position of the trial alone.

    With one sampler per trial a resumed study draws what it would have drawn without the
    interruption.

    Args:
        name: A sampler that a plugin offers; built in: ``tpe``, ``random``, ``gp``, ``qmc``,
            ``grid``.
        seed: Seed of the sweep.
        position: Number of the trial in the sweep, from 0.
        options: Its options by name.

    Raises:
        ConfigError: There is no such sampler, or an option cannot be used.
        PluginError: Plugins disagree about the name, or offer nothing usable.
    """
    return built_sampler(find_sampler(name, options or {}), seed, position)


def built_sampler(factory: SamplerFactory, seed: int, position: int) -> BaseSampler:
    """Return the sampler of one trial.

    Raises:
        PluginError: The factory returns something else.
    """
    from optuna.samplers import BaseSampler

    sampler = factory.build(seed, position)
    require_kind(sampler, BaseSampler, factory, "build", "an `optuna.samplers.BaseSampler`")
    return sampler


def find_sampler(name: str, options: Mapping[str, Any], place: str = "sampler") -> SamplerFactory:
    """Return the factory of a sampler, with its options checked; build it once per sweep.

    Args:
        name: As for `build_sampler`.
        options: Its options by name.
        place: Dotted key of the sampler in the settings, for messages.

    Raises:
        ConfigError: There is no such sampler, or an option cannot be used.
    """
    return cast("SamplerFactory", find_factory("sampler", name, options, place))
