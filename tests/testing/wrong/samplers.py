"""Samplers that each break one rule, and one that breaks none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from training.config import Section
from training.hpo.samplers.base import SamplerFactory, seed_of_trial


class Right(SamplerFactory):
    """Independent draws."""

    def build(self, seed: int, position: int) -> Any:
        import optuna

        return optuna.samplers.RandomSampler(seed=seed_of_trial(seed, position))


class Unseeded(SamplerFactory):
    """Draws something else each time."""

    def build(self, seed: int, position: int) -> Any:
        import optuna

        return optuna.samplers.RandomSampler()


class Outside(SamplerFactory):
    """Draws values that no search space holds."""

    def build(self, seed: int, position: int) -> Any:
        import optuna

        class Far(optuna.samplers.RandomSampler):
            def sample_independent(self, study: Any, trial: Any, name: str, space: Any) -> Any:
                if hasattr(space, "choices"):
                    return space.choices[0]
                return space.high

        class Farther(Far):
            def sample_independent(self, study: Any, trial: Any, name: str, space: Any) -> Any:
                value = super().sample_independent(study, trial, name, space)
                return value * 2 if isinstance(value, float) else value

        return Farther(seed=seed)


class NoSampler(SamplerFactory):
    """Returns something else."""

    def build(self, seed: int, position: int) -> Any:
        return seed


class Greedy(Right):
    """Wants more trials than were asked for."""

    def most_trials(self, space: Mapping[str, Any], asked: int) -> int:
        return asked * 2


class RawCheck(Right):
    """Refuses a search space with a raw error."""

    def check(self, space: Mapping[str, Any]) -> None:
        space["learning_rate"]


class UnboundedOptions(Section):
    """Options of the sampler."""

    every: int = 1
    """Positions that share a draw."""


class Unbounded(Right):
    """Divides by an option that may be 0."""

    options = UnboundedOptions

    def build(self, seed: int, position: int) -> Any:
        settings: Any = self.settings
        return super().build(seed, position // settings.every)
