"""Build the sampler of a trial."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING
from typing import Literal

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler


def build_sampler(algorithm: Literal["random", "tpe"], seed: int, position: int) -> BaseSampler:
    """Return a sampler whose draws hang on the seed and the position of the trial alone.

    Optuna does not store the random state of a sampler: seeded once, a resumed study would repeat
    its first draws. With one sampler per trial a resumed study draws what it would have drawn
    without the interruption.

    Args:
        algorithm: ``random``, or ``tpe`` for the tree-structured Parzen estimator.
        seed: Seed of the sweep.
        position: Number of trials that came to an end before this one.
    """
    import optuna

    seed_of_trial = random.Random(f"{seed}/{position}").getrandbits(32)
    if algorithm == "random":
        return optuna.samplers.RandomSampler(seed=seed_of_trial)
    return optuna.samplers.TPESampler(seed=seed_of_trial)
