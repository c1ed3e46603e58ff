"""The sampler `tpe`: a tree-structured Parzen estimator."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from pydantic import Field

from training.config import Section
from training.hpo.samplers.base import SamplerFactory, seed_of_trial

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler


class TpeOptions(Section):
    """Options of the sampler `tpe`."""

    n_startup_trials: int = Field(default=10, ge=0)
    """Random trials before the model is used."""
    n_ei_candidates: int = Field(default=24, ge=1)
    """Candidates that are compared for each trial."""
    multivariate: bool = True
    """Model the parameters together rather than one by one."""
    group: bool = False
    """Model the parameters of each branch of a conditional space together."""
    constant_liar: bool = True
    """Keep away from the trials that other workers are running."""


class TpeSampler(SamplerFactory):
    """The tree-structured Parzen estimator, Optuna's default (Bergstra et al. 2011)."""

    options = TpeOptions

    def build(self, seed: int, position: int) -> BaseSampler:
        """Return the sampler of one trial."""
        import optuna

        settings = cast("TpeOptions", self.settings)
        return optuna.samplers.TPESampler(
            seed=seed_of_trial(seed, position), **settings.model_dump()
        )
