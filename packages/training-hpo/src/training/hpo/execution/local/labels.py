"""Let every fold learn the same labels."""

from __future__ import annotations

from collections.abc import Sequence

from training.config import RunConfig
from training.config import config_from_values
from training.config.resolved import plain_values
from training.core.data.dataset import Record
from training.core.run_config.resolve import plugin_keys


def with_all_labels(config: RunConfig, records: Sequence[Record]) -> RunConfig:
    """Return the configuration with the labels of all records of a sweep.

    A rare label may occur in the validation part of a fold only; the model of that fold has to
    know it all the same. A task that has no labels, or was given them, stays as it is.

    Raises:
        DataError: A record cannot be used.
    """
    from training.core.tasks.build import build_task

    task = build_task(config)
    schema = task.fit_schema([task.parse(record) for record in records])
    if getattr(config.task, "labels", ()) is not None or "labels" not in schema:
        return config
    values = plain_values(config)
    values["task"]["labels"] = schema["labels"]
    return config_from_values(values, "labels of the dataset", extend=plugin_keys)
