"""Find the MLflow runs of a run and of those around it, or make them, each once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.core.trackers.remote.events import Begin
from training.core.trackers.remote.queue import EventQueue
from training.execution.trackers.mlflow.mlflow_api import (
    MLFLOW_GIT_COMMIT,
    MLFLOW_PARENT_RUN_ID,
    MlflowClient,
)
from training.execution.trackers.mlflow.options import filled
from training.execution.trackers.mlflow.run_names import claim_run_name
from training.execution.trackers.mlflow.run_search import CREATED, RUN, runs_tagged

if TYPE_CHECKING:
    from training.execution.trackers.mlflow.destination import MlflowDestination

KIND = "training.kind"
RUN_ID = "run_id"
TRACKER = "mlflow"


class RunResolver:
    """Where runs have their place in an experiment.

    The tag `training.run_id` names the run that an MLflow run stands for. Processes that share the
    directory of a parent take turns by its lock; those that do not look again after they made one,
    and the older of two stays.

    Args:
        client: Client of the server.
        experiment_id: The experiment.
        destination: Names and tags of runs.
    """

    def __init__(
        self, client: MlflowClient, experiment_id: str, destination: MlflowDestination
    ) -> None:
        self._client = client
        self._experiment_id = experiment_id
        self._destination = destination
        self._known: dict[str, str] = {}

    def resolve(self, event: Begin) -> str:
        """Return the MLflow run of a run that begins, below those of the runs around it."""
        if self._destination.run_id is not None and not event.ancestors:
            return self._destination.run_id
        parent = self._resolve_parent(event.ancestors)
        return self._find_or_make(event.record, event.parameters, parent)

    def tags(self, record: Mapping[str, Any]) -> dict[str, str]:
        """Return the tags of a run, the configured ones and those that its record gives."""
        return {**dict(self._destination.tags), **_tags(record)}

    def _resolve_parent(self, ancestors: Sequence[Mapping[str, Any]]) -> str | None:
        parent = self._destination.parent_run_id
        for record in reversed(ancestors):
            parent = self._resolve_ancestor(record, parent)
        return parent

    def _resolve_ancestor(self, record: Mapping[str, Any], parent: str | None) -> str:
        key = f"{record['id']} {record.get('directory')}"
        if key not in self._known:
            self._known[key] = self._look_up(record, parent)
        return self._known[key]

    def _look_up(self, record: Mapping[str, Any], parent: str | None) -> str:
        """Return what is noted in the ancestor's directory, or find it and note it there."""
        directory = Path(record.get("directory") or "")
        if not record.get("directory") or not directory.is_dir():
            return self._find_or_make(record, {}, parent)
        queue = EventQueue(directory, TRACKER)
        with queue.locked(wait=True):
            progress = queue.progress(self._destination.address)
            if RUN_ID in progress.memory:
                return str(progress.memory[RUN_ID])
            run_id = self._find_or_make(record, {}, parent)
            queue.save(replace(progress, memory={**progress.memory, RUN_ID: run_id}))
            return run_id

    def _find_or_make(
        self, record: Mapping[str, Any], parameters: Mapping[str, Any], parent: str | None
    ) -> str:
        found = self._oldest(record)
        if found is not None:
            return found
        made = self._make(record, parent)
        winner = self._oldest(record) or made
        if winner != made:
            self._client.delete_run(made)
        elif parent == self._destination.parent_run_id:
            self._name(made, record, parameters)
        return winner

    def _oldest(self, record: Mapping[str, Any]) -> str | None:
        found = runs_tagged(self._client, self._experiment_id, RUN, str(record["id"]))
        created = record.get("created")
        same = [one for one in found if created in (None, one.data.tags.get(CREATED, created))]
        same.sort(key=lambda one: (one.info.start_time, one.info.run_id))
        return str(same[0].info.run_id) if same else None

    def _make(self, record: Mapping[str, Any], parent: str | None) -> str:
        tags = self.tags(record)
        if parent is not None:
            tags[MLFLOW_PARENT_RUN_ID] = parent
        made = self._client.create_run(
            self._experiment_id, _start_time(record), tags, str(record["id"]).rpartition("/")[2]
        )
        return str(made.info.run_id)

    def _name(self, run_id: str, record: Mapping[str, Any], parameters: Mapping[str, Any]) -> None:
        fields = {
            "name": record.get("name") or record["id"],
            "kind": record.get("kind", "train"),
            "id": record["id"],
            "seed": record.get("seed", ""),
            "task": parameters.get("task.name", ""),
            "backbone": parameters.get("model.backbone", ""),
        }
        name = filled(self._destination.run_name, fields)
        claim_run_name(self._client, self._experiment_id, run_id, name)


def _tags(record: Mapping[str, Any]) -> dict[str, str]:
    code = (record.get("environment") or {}).get("code") or {}
    fingerprints = record.get("fingerprints") or {}
    known = {
        RUN: record["id"],
        KIND: record.get("kind"),
        CREATED: record.get("created"),
        MLFLOW_GIT_COMMIT: code.get("commit"),
        **{f"training.{name}": value for name, value in fingerprints.items()},
        **{f"training.{name}": value for name, value in (record.get("details") or {}).items()},
    }
    return {key: str(value) for key, value in known.items() if value is not None}


def _start_time(record: Mapping[str, Any]) -> int | None:
    try:
        return int(datetime.fromisoformat(record["created"]).timestamp() * 1000)
    except (KeyError, TypeError, ValueError):
        return None
