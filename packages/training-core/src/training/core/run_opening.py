"""Make the directory of a run, or go on with an unfinished run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from training.config import to_yaml
from training.core.environment import describe_environment
from training.core.fitting import ranks
from training.core.preparation import Preparation
from training.core.runs import CHECKPOINT
from training.core.runs import RECORD
from training.core.runs import Run
from training.core.runs import create_run
from training.core.runs import go_on
from training.core.runs import open_run
from training.core.runs import start_run
from training.core.same_spec import require_same_spec
from training.errors import RunError


def open_or_create_run(preparation: Preparation, directory: Path | None) -> Run:
    """Return the run to train in, the same in every process.

    Args:
        preparation: Model and data.
        directory: Existing folder: empty, or with an unfinished run. By default a new one.

    Raises:
        RunError: The run is finished, another process trains in it, another configuration or other
            data started it, or the folder cannot be written.
    """
    run = _open_or_create(preparation, directory) if ranks.is_main() else None
    place = ranks.broadcast_text("" if run is None else str(run.directory), preparation.device)
    return open_run(place) if run is None else run


def _open_or_create(preparation: Preparation, directory: Path | None) -> Run:
    config = preparation.config
    details = _details(preparation)
    if directory is None:
        return create_run(config.output_dir, config.name, "train", to_yaml(config), details)
    if not (directory / RECORD).is_file():
        _refuse_other_model(directory)
        return start_run(directory, "train", to_yaml(config), {"name": config.name, **details})
    return _unfinished(preparation, directory, details)


def _unfinished(preparation: Preparation, directory: Path, details: dict[str, Any]) -> Run:
    run = open_run(str(directory))
    if run.record["status"] == "completed":
        raise RunError(
            f"{directory}: this run is complete and is never overwritten. Choose another directory."
        )
    require_same_spec(directory, preparation.config)
    if run.record.get("data") != details["data"]:
        raise RunError(
            f"{directory}: the data has changed since this run was started: it was "
            f"{run.record.get('data')} and is {details['data']}. Bring the old data back, or start "
            "a new run."
        )
    with run.locked():
        go_on(run)
    return run


def _details(preparation: Preparation) -> dict[str, Any]:
    data = preparation.data
    return {
        "data": {"source": data.source, **data.sizes, "fingerprint": data.fingerprint},
        "environment": describe_environment(),
    }


def _refuse_other_model(directory: Path) -> None:
    if (directory / CHECKPOINT).exists():
        raise RunError(
            f"{directory / CHECKPOINT}: a model stands here already and is never overwritten. "
            "Choose another directory, or move it away."
        )
