"""Report how each trial of a study ended."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from training.execution.trackers.mlflow.mlflow_extra import mlflow_client

if TYPE_CHECKING:
    from optuna import Study
    from optuna.trial import FrozenTrial

logger = logging.getLogger("training")


def create_trial_callback(
    objective_metric: str, parent_run_id: str | None = None
) -> Callable[[Study, FrozenTrial], None]:
    """Return a callback for `optuna.Study.optimize`.

    After each trial it logs its outcome and the best one so far. With `parent_run_id` it also
    writes ``best_METRIC`` and the tag `best_trial_number` to that MLflow run whenever a trial is
    the best. A tracking server that does not answer is warned about, and the study continues.

    Args:
        objective_metric: Name of the objective.
        parent_run_id: MLflow run of the sweep.
    """

    def after_trial(study: Study, trial: FrozenTrial) -> None:
        value = trial.values[0] if trial.values else None
        best = _best(study)
        logger.info(
            "trial %d %s: %s %s with %s; best so far %s",
            trial.number,
            trial.state.name.lower(),
            objective_metric,
            "none" if value is None else f"{value:.6g}",
            trial.params,
            "none" if best is None else f"{best.values[0]:.6g} (trial {best.number})",
        )
        if parent_run_id is not None and best is not None and best.number == trial.number:
            _track(parent_run_id, objective_metric, best)

    return after_trial


def _best(study: Study) -> FrozenTrial | None:
    try:
        return study.best_trial
    except ValueError:
        return None


def _track(run_id: str, metric: str, best: FrozenTrial) -> None:
    client = mlflow_client(None)
    from mlflow.exceptions import MlflowException

    try:
        client.log_metric(run_id, f"best_{metric}", float(best.values[0]), step=best.number)
        client.set_tag(run_id, "best_trial_number", str(best.number))
    except MlflowException as error:
        logger.warning("the best trial could not be tracked in MLflow: %s", error)
