"""The old path of `training.hpo.trial.callback`."""

from collections.abc import Callable

from optuna import Study
from optuna.trial import FrozenTrial
from typing_extensions import deprecated

@deprecated("`training.hpo.trial.callback.create_trial_callback` replaces it")
def create_trial_callback(
    objective_metric: str, parent_run_id: str | None = None
) -> Callable[[Study, FrozenTrial], None]: ...
