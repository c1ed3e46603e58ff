"""The corners of a search space, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from training.hpo.samplers.base import SamplerFactory

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler


class Corners(SamplerFactory):
    """Takes the smallest and the largest value of each parameter in turn."""

    def build(self, seed: int, position: int) -> BaseSampler:
        """Return the sampler of one trial."""
        import optuna

        class Corner(optuna.samplers.RandomSampler):
            """Draws one corner."""

            def sample_independent(
                self, study: Any, trial: Any, param_name: str, param_distribution: Any
            ) -> Any:
                return corner(param_distribution, position >> len(trial.params) & 1)

        return Corner(seed=seed)


def corner(distribution: Any, high: int) -> Any:
    """Return an end of a range, or the first or last choice."""
    if hasattr(distribution, "choices"):
        return distribution.choices[-1 if high else 0]
    return distribution.high if high else distribution.low
