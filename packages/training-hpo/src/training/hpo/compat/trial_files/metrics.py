"""Read the metrics that a trial left behind."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any

from training._regular_files import read_regular
from training.core.runs.directory import RECORD
from training.errors import suggestion
from training.hpo.compat.trial_files.tracked_metrics import tracked_metrics
from training.hpo.exceptions import MetricsReadError
from training.hpo.storage.trial_attributes import (
    CV_FOLD_METRICS,
    CV_MEAN,
    CV_STD,
    METRICS,
    OBJECTIVE_METRIC,
)

OLD_METRICS = "metrics.json"


def read_trial_metrics(
    trial_output_dir: Path,
    root_dir: Path,
    objective_metric: str,
    mlflow_experiment_name: str | None = None,
) -> dict[str, Any]:
    """Return the metrics of a trial.

    Args:
        trial_output_dir: Its folder, relative ones below `root_dir`; with the run directories of
            folds in it, or a run itself, or the file `metrics.json` of old runs.
        root_dir: Folder of the project.
        objective_metric: Metric that must be among them.
        mlflow_experiment_name: Where the trial's tracked run is looked for, when the folder holds
            no metrics.

    Returns:
        Metrics by name; after a cross-validation the mean over the folds of those that are numbers.

    Raises:
        MetricsReadError: There are none, they are damaged, or the objective is not among them.
    """
    folder = Path(root_dir) / trial_output_dir
    each = _fold_metrics(folder)
    if each:
        metrics = _means(each)
    else:
        metrics = _metrics_of(folder) or _from_tracker(folder, mlflow_experiment_name)
    if objective_metric not in metrics:
        raise MetricsReadError(
            f"{folder}: no metric `{objective_metric}` is recorded."
            f"{suggestion(objective_metric, metrics)} There is {', '.join(metrics) or 'none'}."
        )
    return metrics


def store_metrics_in_trial_attributes(
    trial: Any,
    output_base_dir: Path,
    trial_number: int,
    run_id: str | None = None,
    fold_splits: Sequence[Any] | None = None,
) -> None:
    """Note the metrics of a trial in its study, where `extract_best_config_from_study` finds them.

    Args:
        trial: An Optuna trial that is still running; the study notes its `objective_metric`.
        output_base_dir: Folder in which the trial has its own.
        trial_number: Its number.
        run_id: Ends the name of its folder.
        fold_splits: Folds of the cross-validation; None for none.

    Raises:
        MetricsReadError: The folder holds no metrics, or fewer folds than there are.
    """
    folder = output_base_dir / "_".join(filter(None, ["trial", str(trial_number), run_id]))
    each = _fold_metrics(folder) or [_metrics_of(folder)]
    if len(each) < len(fold_splits or ()) or not each[0]:
        raise MetricsReadError(
            f"{folder}: {len(each) if each[0] else 0} of {len(fold_splits or (0,))} folds have "
            "metrics. Wait until the trial is finished, or look at why a fold failed."
        )
    trial.set_user_attr(METRICS, _means(each))
    objective = trial.study.user_attrs.get(OBJECTIVE_METRIC)
    values = [one[objective] for one in each if _is_number(one.get(objective))]
    if fold_splits and len(values) == len(each):
        trial.set_user_attr(CV_FOLD_METRICS, values)
        trial.set_user_attr(CV_MEAN, fmean(values))
        trial.set_user_attr(CV_STD, pstdev(values))


def _fold_metrics(folder: Path) -> list[dict[str, Any]]:
    folds = [*folder.glob("fold_*"), *folder.glob("fold-*")]
    ordered = sorted(folds, key=lambda path: int(path.name[5:]) if path.name[5:].isdigit() else -1)
    return [metrics for fold in ordered if (metrics := _metrics_of(fold))]


def _metrics_of(folder: Path) -> dict[str, Any]:
    """Return what a run directory recorded; nothing if it is none."""
    if (folder / RECORD).is_file():
        metrics = _read(folder / RECORD).get("metrics") or {}
        found: dict[str, Any] = dict(metrics.get("validation") or {})
        return found
    return _read(folder / OLD_METRICS) if (folder / OLD_METRICS).is_file() else {}


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(read_regular(path))
    except (OSError, ValueError) as error:
        raise MetricsReadError(
            f"{path}: the recorded metrics cannot be read: {error}. Run the trial again."
        ) from error
    if not isinstance(content, dict):
        raise MetricsReadError(f"{path}: expected an object of metrics, found {content!r:.60}.")
    return content


def _from_tracker(folder: Path, experiment: str | None) -> dict[str, Any]:
    found = {} if experiment is None else tracked_metrics(folder, experiment)
    if not found:
        where = "" if experiment is None else f", and neither does the experiment `{experiment}`"
        raise MetricsReadError(
            f"{folder} holds no metrics: neither {RECORD}, nor {OLD_METRICS}, nor folds with "
            f"them{where}. Is the trial finished?"
        )
    return found


def _means(each: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    shared = set.intersection(*(set(one) for one in each))
    numeric = [
        name for name in each[0] if name in shared and all(_is_number(o[name]) for o in each)
    ]
    return {name: fmean(one[name] for one in each) for name in numeric}


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
