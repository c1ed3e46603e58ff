"""A sampler that tries every combination, for studies that ask and tell."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from optuna import Study
from optuna.samplers import BruteForceSampler
from optuna.trial import FrozenTrial, TrialState


class UnstoppingGridSampler(BruteForceSampler):
    """Optuna's, without its `study.stop()`, which may only be called within `optimize`.

    A sweep knows before its first trial how many combinations there are.
    """

    def after_trial(
        self,
        study: Study,
        trial: FrozenTrial,
        state: TrialState,
        values: Sequence[float] | None,
    ) -> None:
        """Do not stop the study after the last combination."""
        with suppress(RuntimeError):
            super().after_trial(study, trial, state, values)
