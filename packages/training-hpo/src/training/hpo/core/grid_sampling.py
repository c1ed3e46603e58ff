"""A sampler that tries every combination, for studies that ask and tell."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from optuna import Study
from optuna.samplers import BruteForceSampler
from optuna.trial import FrozenTrial
from optuna.trial import TrialState

logger = logging.getLogger("training")


class UnstoppingGridSampler(BruteForceSampler):
    """Optuna's, without its `study.stop()`, which may only be called within `optimize`."""

    def after_trial(
        self,
        study: Study,
        trial: FrozenTrial,
        state: TrialState,
        values: Sequence[float] | None,
    ) -> None:
        """Say when there is nothing new to try."""
        try:
            super().after_trial(study, trial, state, values)
        except RuntimeError:
            logger.warning(
                "trial %d was the last combination of the search space: further trials repeat some",
                trial.number,
            )
