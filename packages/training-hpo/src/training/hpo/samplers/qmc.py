"""The sampler `qmc`: points that cover the space evenly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from training.config import Section
from training.hpo.optuna import without_remarks
from training.hpo.samplers.base import SamplerFactory, seed_of_trial

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler


class QuasiRandomOptions(Section):
    """Options of the sampler `qmc`."""

    qmc_type: Literal["sobol", "halton"] = "sobol"
    """Sequence of points."""
    scramble: bool = True
    """Shift the sequence by the seed of the sweep."""


class QuasiRandomSampler(SamplerFactory):
    """Points that cover the space evenly. The study itself counts how many were drawn."""

    options = QuasiRandomOptions

    def build(self, seed: int, position: int) -> BaseSampler:
        """Return the sampler of one trial."""
        import optuna

        settings = cast("QuasiRandomOptions", self.settings)
        independent = optuna.samplers.RandomSampler(seed=seed_of_trial(seed, position))
        with without_remarks():
            return optuna.samplers.QMCSampler(
                seed=seed,
                independent_sampler=independent,
                warn_independent_sampling=False,
                **settings.model_dump(),
            )
