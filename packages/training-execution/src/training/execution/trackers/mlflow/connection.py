"""Tell an MLflow server what happened in runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING

from training.core.io.atomic_files import is_below
from training.core.trackers.remote.destination import Connection, EventBatch, RefusedError
from training.core.trackers.remote.events import Begin, End, Event, File, Numbers
from training.execution.trackers.mlflow.experiments import experiment_id_of
from training.execution.trackers.mlflow.mlflow_api import (
    Metric,
    MlflowClient,
    MlflowException,
    RunTag,
)
from training.execution.trackers.mlflow.mlflow_extra import mlflow_client
from training.execution.trackers.mlflow.numbers import metrics_at, metrics_of
from training.execution.trackers.mlflow.parameters import parameters_of
from training.execution.trackers.mlflow.run_resolver import RUN_ID, RunResolver

if TYPE_CHECKING:
    from training.execution.trackers.mlflow.destination import MlflowDestination

BEGUN = "begun"
STATUS = {"completed": "FINISHED", "interrupted": "KILLED", "failed": "FAILED"}
REFUSALS = ("INVALID_PARAMETER_VALUE", "INVALID_STATE", "RESOURCE_DOES_NOT_EXIST")
METRICS_IN_REQUEST = 1000
PARAMETERS_IN_REQUEST = 100


class MlflowConnection(Connection):
    """A client of one experiment.

    Args:
        destination: The experiment.
    """

    def __init__(self, destination: MlflowDestination) -> None:
        self._client: MlflowClient = mlflow_client(destination.uri)
        experiment = experiment_id_of(self._client, destination.experiment)
        self._run_resolver = RunResolver(self._client, experiment, destination)

    def send(self, event_batch: EventBatch) -> None:
        """Record the events; numbers that follow each other go together."""
        with _refusals():
            for _, events in groupby(event_batch.events, key=type):
                together = list(events)
                numbers = [one for one in together if isinstance(one, Numbers)]
                if numbers:
                    self._log(
                        event_batch, [metric for one in numbers for metric in metrics_of(one)]
                    )
                else:
                    for event in together:
                        self._send_one(event_batch, event)

    def _send_one(self, event_batch: EventBatch, event: Event) -> None:
        if isinstance(event, Begin):
            self._begin(event_batch, event)
        elif isinstance(event, File):
            self._keep(event_batch, event)
        elif isinstance(event, End):
            self._end(event_batch, event)

    def _begin(self, event_batch: EventBatch, event: Begin) -> None:
        """Find or make the run and tell what it is; or take it up again."""
        memory = event_batch.memory
        if RUN_ID not in memory:
            memory[RUN_ID] = self._run_resolver.resolve(event)
        if memory.get(BEGUN):
            self._client.update_run(memory[RUN_ID], status="RUNNING")
            return
        tags = [RunTag(key, value) for key, value in self._run_resolver.tags(event.record).items()]
        self._client.log_batch(memory[RUN_ID], tags=tags)
        parameters = parameters_of(event.parameters)
        for start in range(0, len(parameters), PARAMETERS_IN_REQUEST):
            part = parameters[start : start + PARAMETERS_IN_REQUEST]
            self._client.log_batch(memory[RUN_ID], params=part)
        memory[BEGUN] = True

    def _log(self, event_batch: EventBatch, metrics: Sequence[Metric]) -> None:
        run_id = _run_id(event_batch)
        if event_batch.is_in_doubt:
            metrics = self._unknown(run_id, metrics)
        for start in range(0, len(metrics), METRICS_IN_REQUEST):
            part = metrics[start : start + METRICS_IN_REQUEST]
            self._client.log_batch(run_id, metrics=part)

    def _unknown(self, run_id: str, metrics: Sequence[Metric]) -> list[Metric]:
        """Return the metrics that the server does not have."""
        known: set[tuple[str, int, int]] = set()
        for key in {metric.key for metric in metrics}:
            history = self._client.get_metric_history(run_id, key)
            known.update((key, one.step, one.timestamp) for one in history)
        return [one for one in metrics if (one.key, one.step, one.timestamp) not in known]

    def _keep(self, event_batch: EventBatch, event: File) -> None:
        if not is_below(event.path):
            raise RefusedError(f"{event.path}: not a file of the run directory, so it is not kept")
        path = event_batch.directory / event.path
        if path.is_dir():
            self._client.log_artifacts(_run_id(event_batch), str(path), event.path)
        elif path.is_file():
            folder = event.path.rpartition("/")[0]
            self._client.log_artifact(_run_id(event_batch), str(path), folder or None)
        else:
            raise RefusedError(f"{path}: the file is gone, so it is not kept as an artifact")

    def _end(self, event_batch: EventBatch, event: End) -> None:
        best = _best(event)
        if best:
            self._log(event_batch, best)
        self._client.set_terminated(_run_id(event_batch), STATUS[event.status], event.time)


def _run_id(event_batch: EventBatch) -> str:
    if RUN_ID not in event_batch.memory:
        raise RefusedError(f"{event_batch.directory}: the queue does not say how the run began")
    return str(event_batch.memory[RUN_ID])


def _best(event: End) -> list[Metric]:
    """Return the numbers of the best validation, as the record of a completed run has them."""
    metrics = (event.record.get("metrics") or {}).get("validation") or {}
    return metrics_at("best", metrics, event.time, int(event.record.get("best_epoch") or 0))


@contextmanager
def _refusals() -> Iterator[None]:
    """Tell what a server will never take from what it cannot take now."""
    try:
        yield
    except MlflowException as error:
        if error.error_code in REFUSALS:
            raise RefusedError(str(error).partition("\n")[0]) from error
        raise
