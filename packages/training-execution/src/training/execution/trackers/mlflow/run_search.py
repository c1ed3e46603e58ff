"""Look for runs of an experiment."""

from __future__ import annotations

from training.execution.trackers.mlflow.mlflow_api import MlflowClient, Run

RUN = "training.run_id"
CREATED = "training.created"
PAGE = 200


def runs_tagged(client: MlflowClient, experiment_id: str, tag: str, value: str) -> list[Run]:
    """Return the runs with this value of a tag, the oldest first."""
    return _search(client, experiment_id, f"tags.`{tag}` = {quoted(value)}")


def runs_named(client: MlflowClient, experiment_id: str, name: str) -> list[Run]:
    """Return the runs of this name, the oldest first."""
    return _search(client, experiment_id, f"attributes.run_name = {quoted(name)}")


def newest_runs_named_like(client: MlflowClient, experiment_id: str, prefix: str) -> list[Run]:
    """Return the newest runs whose names begin with `prefix`; and maybe others like it."""
    pattern = quoted(f"{prefix}%")
    return _search(client, experiment_id, f"attributes.run_name LIKE {pattern}", "DESC")


def quoted(text: str) -> str:
    """Return a text as the filter language takes it, which knows no escapes."""
    return f'"{text}"' if "'" in text else f"'{text}'"


def _search(
    client: MlflowClient, experiment_id: str, condition: str, order: str = "ASC"
) -> list[Run]:
    by = [f"attributes.start_time {order}"]
    return list(client.search_runs([experiment_id], condition, max_results=PAGE, order_by=by))
