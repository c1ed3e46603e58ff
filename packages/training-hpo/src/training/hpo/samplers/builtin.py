"""The built-in samplers."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING
from typing import Literal
from typing import cast

from pydantic import Field

from training.config import Section
from training.errors import ConfigError
from training.hpo.optuna import without_remarks
from training.hpo.samplers.base import SamplerFactory
from training.hpo.samplers.base import seed_of_trial
from training.hpo.search_space.parameters import FloatRange
from training.hpo.search_space.parameters import Parameter
from training.hpo.search_space.parameters import plain
from training.hpo.search_space.search_space import combinations

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


class RandomSampler(SamplerFactory):
    """Independent draws."""

    def build(self, seed: int, position: int) -> BaseSampler:
        """Return the sampler of one trial."""
        import optuna

        return optuna.samplers.RandomSampler(seed=seed_of_trial(seed, position))


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
        from training.hpo.samplers.grid import UnstoppingGridSampler

        with without_remarks():
            return UnstoppingGridSampler(seed=seed_of_trial(seed, position))
