"""The sampler `random`: independent draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.hpo.samplers.base import SamplerFactory, seed_of_trial

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler


class RandomSampler(SamplerFactory):
    """Independent draws."""

    def build(self, seed: int, position: int) -> BaseSampler:
        """Return the sampler of one trial."""
        import optuna

        return optuna.samplers.RandomSampler(seed=seed_of_trial(seed, position))
