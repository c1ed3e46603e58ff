"""Base class of the samplers that plugins register."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from training.hpo.factories import Factory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optuna.samplers import BaseSampler

    from training.hpo.search_space.parameters import Parameter


class SamplerFactory(Factory, ABC):
    """Builds the sampler of a trial.

    Its module must import without optuna: it is loaded to check the settings of a sweep.

    Args:
        options: What the sweep says of the sampler, beside its name.
    """

    def check(self, space: Mapping[str, Parameter]) -> None:
        """Refuse a search space that the sampler cannot search; called before anything is written.

        Args:
            space: What each parameter may be, by name.

        Raises:
            ConfigError: It is such a space; the message names `search_space.NAME`.
        """

    def most_trials(self, space: Mapping[str, Parameter], asked: int) -> int:
        """Return how many of the trials asked for there is something to try for.

        Args:
            space: What each parameter may be, by name.
            asked: Trials in all, as the sweep says.
        """
        return asked

    @abstractmethod
    def build(self, seed: int, position: int) -> BaseSampler:
        """Return the sampler of one trial.

        Optuna does not store the random state of a sampler: seeded once, a resumed study would
        repeat its first draws. So there is one sampler per trial, and the same arguments must
        lead to the same draws.

        Args:
            seed: Seed of the sweep.
            position: Number of the trial in the sweep, from 0.
        """


def seed_of_trial(seed: int, position: int) -> int:
    """Return a seed of 32 bits that hangs on the sweep's seed and the trial's position alone."""
    return random.Random(f"{seed}/{position}").getrandbits(32)
