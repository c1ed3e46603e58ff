"""Tag tracked runs that an earlier, dead session of a sweep left running."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.execution.trackers.mlflow.mlflow_extra import bounded_client
from training.hpo.compat.tracking.failures import tracking_failures
from training.hpo.old_layout.keys import Keys

if TYPE_CHECKING:
    from mlflow.entities import Run

logger = logging.getLogger("training.hpo")

VARIABLE = "DISABLE_AUTO_CLEANUP"
INTERRUPTED = "code.interrupted"
OURS = ("code.project", "training.run_id")
STUDY = "code.study_key_hash"
PARENT = "mlflow.parentRunId"
RUNNING = "RUNNING"
_SUFFIX = re.compile(r"(?:\s*\(\d+\)|_\d+)\s*$")


def should_skip_cleanup(hpo_config: Mapping[str, Any]) -> tuple[bool, str]:
    """Return whether runs are left alone, and who says so.

    The environment variable DISABLE_AUTO_CLEANUP (``true`` or not) wins over
    ``hpo_config["cleanup"]["disable_auto_cleanup"]``; without either they are left alone.

    Raises:
        ConfigError: The setting is neither true nor false.
    """
    said = os.environ.get(VARIABLE)
    if said is not None:
        return said.lower() == "true", "environment variable"
    return Keys(hpo_config.get("cleanup"), "cleanup").truth("disable_auto_cleanup", True), "config"


def strip_child_suffix(name: str) -> str:
    """Return a run's name without the counts at its end: ``hpo_x_3``, ``hpo_x (1)`` → ``hpo_x``."""
    shorter = _SUFFIX.sub("", name).strip()
    return name if shorter == name else strip_child_suffix(shorter)


def should_tag_as_interrupted(run_data: Any, current_run_id: str) -> tuple[bool, str]:
    """Return whether a run is to be tagged, and ``ok`` or why not.

    Args:
        run_data: An MLflow run.
        current_run_id: The MLflow run of this session, which is never tagged.
    """
    tags = run_data.data.tags
    if run_data.info.run_id == current_run_id:
        return False, "is_current_run"
    if tags.get(INTERRUPTED) == "true":
        return False, "already_tagged_interrupted"
    if not any(tag in tags for tag in OURS):
        return False, "no_project_identity"
    return True, "ok"


def cleanup_interrupted_runs(
    parent_run_id: str,
    hpo_parent_context: Any,
    mlflow_experiment_name: str,
    mlflow_run_name: str,
    output_dir: Path,
    hpo_config: Mapping[str, Any],
) -> dict[str, list[str]] | None:
    """Tag what dead sessions of the same sweep left running with ``code.interrupted``.

    A dead session is an older run of the experiment that is still running, in no other run, and of
    the same study: by the tag `code.study_key_hash`, or by name where one of the two has none. Its
    running children are tagged too, and so are running children of runs that have ended.

    Args:
        parent_run_id: The MLflow run of this session.
        hpo_parent_context: Result of `setup_hpo_mlflow_run`.
        mlflow_experiment_name: The experiment.
        mlflow_run_name: Name of the sweep's run.
        output_dir: Taken for old callers, who found their configuration by it.
        hpo_config: See `should_skip_cleanup`.

    Returns:
        Tagged children by the run they are nested in; None when nothing was to be done.

    Raises:
        MissingExtraError: MLflow is not installed.
        MLflowTrackingError: The server does not answer, or has no such run.
    """
    skip, source = should_skip_cleanup(hpo_config)
    if skip or not parent_run_id or hpo_parent_context is None:
        logger.info("runs of dead sessions are left as they are (%s)", source)
        return None
    client = bounded_client(None)
    with tracking_failures(f"runs of `{mlflow_experiment_name}` cannot be tagged"):
        experiment = client.get_experiment_by_name(mlflow_experiment_name)
        if experiment is None:
            return None
        runs = list(_all_runs(client, experiment.experiment_id))
        study = getattr(hpo_parent_context, "study_key_hash", None)
        found = _left_running(runs, parent_run_id, study, strip_child_suffix(mlflow_run_name))
        for run_id in _to_tag(found, runs, parent_run_id):
            client.set_tag(run_id, INTERRUPTED, "true")
    return found


def _all_runs(client: Any, experiment_id: str) -> Sequence[Run]:
    runs, token = [], None
    while True:
        page = client.search_runs([experiment_id], max_results=1000, page_token=token)
        runs.extend(page)
        token = page.token
        if not token:
            return runs


def _left_running(
    runs: Sequence[Run], current: str, study: str | None, name: str
) -> dict[str, list[str]]:
    """Return the running children of dead sessions, and those of runs that have ended."""
    by_id = {run.info.run_id: run for run in runs}
    started = by_id[current].info.start_time if current in by_id else None
    found: dict[str, list[str]] = {}
    for run in runs:
        is_older = started is None or run.info.start_time <= started
        if is_older and _is_dead_session(run, current, study, name):
            found[run.info.run_id] = []
    for run in runs:
        above = run.data.tags.get(PARENT)
        is_orphan = above in by_id and by_id[above].info.status != RUNNING
        if (above in found or is_orphan) and _is_left(run, current):
            found.setdefault(str(above), []).append(run.info.run_id)
    return found


def _is_dead_session(run: Run, current: str, study: str | None, name: str) -> bool:
    if PARENT in run.data.tags or not _is_left(run, current):
        return False
    known = run.data.tags.get(STUDY)
    if known and study:
        return bool(known == study)
    return strip_child_suffix(run.info.run_name or "") == name


def _is_left(run: Run, current: str) -> bool:
    return run.info.status == RUNNING and should_tag_as_interrupted(run, current)[0]


def _to_tag(found: Mapping[str, Sequence[str]], runs: Sequence[Run], current: str) -> list[str]:
    """Return every run to tag; parents that have ended stay as they are."""
    left = {run.info.run_id for run in runs if _is_left(run, current)}
    return [one for parent, children in found.items() for one in (parent, *children) if one in left]
