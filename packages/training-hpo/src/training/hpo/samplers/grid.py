"""The sampler `grid`: every combination once."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING

from training.errors import ConfigError
from training.hpo.optuna import without_remarks
from training.hpo.samplers.base import SamplerFactory, seed_of_trial
from training.hpo.search_space.parameters import FloatRange, Parameter, plain
from training.hpo.search_space.search_space import combinations

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler


class GridSampler(SamplerFactory):
    """Every combination once, in random order, for spaces of choices and steps."""

    def check(self, space: Mapping[str, Parameter]) -> None:
        """Refuse ranges without a step, which have infinitely many values.

        Raises:
            ConfigError: The search space has such a range.
        """
        for name, parameter in space.items():
            found = plain(parameter)
            if isinstance(found, FloatRange) and found.step is None:
                raise ConfigError(
                    f"`search_space.{name}`: the sampler `grid` tries every combination, and there "
                    f"is no end to the values of {found.words}. Give it steps with {{type: "
                    "quniform, min, max, step}, list values with {type: choice, values: […]}, or "
                    "use another sampler."
                )

    def most_trials(self, space: Mapping[str, Parameter], asked: int) -> int:
        """Return the number of combinations, if there are fewer than trials asked for."""
        return sum(1 for _ in islice(combinations(space), asked))

    def build(self, seed: int, position: int) -> BaseSampler:
        """Return the sampler of one trial."""
        from training.hpo.samplers.unstopping_grid import UnstoppingGridSampler

        with without_remarks():
            return UnstoppingGridSampler(seed=seed_of_trial(seed, position))
