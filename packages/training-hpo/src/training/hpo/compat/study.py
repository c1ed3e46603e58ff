"""Take the best configuration from a study; `StudyManager` for old callers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from training.hpo.compat.study_manager import StudyManager as StudyManager
from training.hpo.exceptions import SelectionError
from training.hpo.storage.trial_attributes import (
    CV_FOLD_METRICS,
    CV_MEAN,
    CV_STD,
    METRICS,
    OBJECTIVE_METRIC,
)

if TYPE_CHECKING:
    from optuna import Study
    from optuna.trial import FrozenTrial

_CV_ATTRIBUTES = (CV_MEAN, CV_STD, CV_FOLD_METRICS)


def extract_best_config_from_study(
    study: Study, backbone: str, dataset_version: str, objective_metric: str = "macro-f1"
) -> dict[str, Any]:
    """Return the parameters of the best trial, and what speaks for it.

    Args:
        study: A study with one objective.
        backbone: Backbone the study was made for.
        dataset_version: Version of the dataset, for the record.
        objective_metric: Metric the study improved.

    Returns:
        Keys `backbone`, `trial_name`, `trial_id`, `dataset_version`, `hyperparameters` (by name as
        in the search space), `metrics`, and `selection_criteria` with `metric`, `goal`,
        `best_value` and, after a cross-validation, `cv_mean`, `cv_std`, `cv_fold_metrics`.

    Raises:
        SelectionError: No trial of the study is complete, or it was made for other objectives.
    """
    _check_metric(study, objective_metric)
    best = _best_trial(study)
    return {
        "backbone": backbone,
        "trial_name": f"trial_{best.number}",
        "trial_id": str(best.number),
        "dataset_version": dataset_version,
        "hyperparameters": {key: one for key, one in best.params.items() if key != "backbone"},
        "metrics": {**best.user_attrs.get(METRICS, {}), objective_metric: best.value},
        "selection_criteria": _criteria(study, best, objective_metric),
    }


def _criteria(study: Study, best: FrozenTrial, metric: str) -> dict[str, Any]:
    noted = {key: best.user_attrs[key] for key in _CV_ATTRIBUTES if key in best.user_attrs}
    goal = study.direction.name.lower()
    return {"metric": metric, "goal": goal, "best_value": best.value, **noted}


def _check_metric(study: Study, metric: str) -> None:
    if len(study.directions) != 1:
        raise SelectionError(
            f"The study `{study.study_name}` has {len(study.directions)} objectives, so no trial "
            "is the best of all. Choose one of `study.best_trials` yourself."
        )
    noted = study.user_attrs.get(OBJECTIVE_METRIC, metric)
    if noted != metric:
        raise SelectionError(
            f"The study `{study.study_name}` improved `{noted}`, not `{metric}`. "
            f"Call this with objective_metric={noted!r}."
        )


def _best_trial(study: Study) -> FrozenTrial:
    try:
        return study.best_trial
    except ValueError as error:
        states = [trial.state.name.lower() for trial in study.get_trials(deepcopy=False)]
        counts = ", ".join(f"{states.count(state)} {state}" for state in sorted(set(states)))
        raise SelectionError(
            f"No trial of the study `{study.study_name}` is complete ({counts or 'no trial'}), so "
            "there is no best configuration. Run more trials, or look at why they failed."
        ) from error
