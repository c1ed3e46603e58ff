"""The sampler `gp`: a Gaussian process."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from pydantic import Field

from training.config import Section
from training.hpo.samplers.base import SamplerFactory, seed_of_trial

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler


class GaussianProcessOptions(Section):
    """Options of the sampler `gp`."""

    n_startup_trials: int = Field(default=10, ge=0)
    """Random trials before the model is used."""
    deterministic_objective: bool = False
    """Whether the same parameters always give the same value."""


class GaussianProcessSampler(SamplerFactory):
    """Bayesian optimisation with a Gaussian process: fewest trials, most time per trial."""

    options = GaussianProcessOptions

    def build(self, seed: int, position: int) -> BaseSampler:
        """Return the sampler of one trial."""
        import optuna

        settings = cast("GaussianProcessOptions", self.settings)
        return optuna.samplers.GPSampler(
            seed=seed_of_trial(seed, position), **settings.model_dump()
        )
