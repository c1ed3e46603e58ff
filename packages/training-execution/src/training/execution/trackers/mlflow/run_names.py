"""Give a run a name that no other run of its experiment has."""

from __future__ import annotations

import random
import re
from time import sleep

from training.execution.trackers.mlflow.mlflow_api import MlflowClient
from training.execution.trackers.mlflow.run_search import newest_runs_named_like, runs_named

LONGEST_PAUSE = 0.4


def claim_run_name(client: MlflowClient, experiment_id: str, run_id: str, base: str) -> str:
    """Name a run `base`, or `base-2`, `base-3`, … when that is taken.

    A name is written first and then looked up: a process keeps it only when no other run has it,
    so that two never end with the same one. Of two that claim it at once, one waits for the other
    to continue with the next.

    Returns:
        The name.
    """
    while True:
        name = _next(client, experiment_id, run_id, base)
        client.update_run(run_id, name=name)
        rivals = _others(client, experiment_id, run_id, name)
        if rivals and run_id < min(rivals):
            sleep(random.uniform(LONGEST_PAUSE / 2, LONGEST_PAUSE))
            rivals = _others(client, experiment_id, run_id, name)
        if not rivals:
            return name


def _next(client: MlflowClient, experiment_id: str, run_id: str, base: str) -> str:
    names = {
        one.info.run_name
        for one in newest_runs_named_like(client, experiment_id, base)
        if one.info.run_id != run_id
    }
    versions = [found for name in names if (found := _version(name, base))]
    return f"{base}-{max(versions) + 1}" if versions else base


def _version(name: str, base: str) -> int:
    """Return which version of `base` a name is, from 1; 0 when it is none."""
    if name == base:
        return 1
    found = re.fullmatch(re.escape(base) + r"-(\d+)", name)
    return int(found[1]) if found else 0


def _others(client: MlflowClient, experiment_id: str, run_id: str, name: str) -> list[str]:
    found = runs_named(client, experiment_id, name)
    return [str(one.info.run_id) for one in found if one.info.run_id != run_id]
