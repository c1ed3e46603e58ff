"""Make the directory of a run, or resume an unfinished run."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.config import RunConfig
from training.config.dump import recorded_yaml
from training.config.resolved import plain_values
from training.core.checkpoints.errors import require_no_link
from training.core.distributed import collectives
from training.core.io.atomic_files import write_text
from training.core.io.torch import torch
from training.core.runs.canonical import fingerprint_of
from training.core.runs.directory import (
    CHECKPOINT,
    CHECKPOINTS,
    CONFIG,
    PREPARED,
    RECORD,
    RUNNING,
    Run,
    go_on,
    locked,
    new_directory,
    open_run,
    start_run,
    warn_if_changed,
)
from training.core.runs.environment import describe_environment
from training.core.runs.fingerprints import fingerprints_of
from training.core.runs.history import require_history_of_its_own
from training.core.runs.parents import parent_of
from training.core.runs.provenance import Provenance
from training.core.runs.record import DECIDING
from training.core.runs.same_spec import recorded_values, require_same_spec
from training.core.runs.seen_splits import SEEN, earlier_models, noted_seen, seen_splits
from training.core.splits.split_record import SPLIT, noted_split
from training.errors import RunError

if TYPE_CHECKING:
    from training.core.trainer.setup import TrainingSetup

logger = logging.getLogger("training")


def open_or_create_run(
    setup: TrainingSetup,
    output_dir: Path,
    directory: Path | None,
    provenance: Provenance,
    held: ExitStack,
) -> Run:
    """Return the run to train in, the same in every process, locked for the main one.

    Args:
        setup: Model and data.
        output_dir: Folder for a new one.
        directory: Existing folder: empty, or with an unfinished run. By default a new one.
        provenance: What the run is and which runs it is made from; an unfinished run keeps its own.
        held: Keeps other processes out of the directory until it is closed.

    Raises:
        RunError: The run is finished, another process trains in it, another configuration or other
            data started it, or the folder cannot be written.
        ConfigError: The configuration carries credentials.
    """
    is_main = collectives.is_main()
    opened = partial(_open_or_create, setup, output_dir, directory, provenance, held)
    run = opened() if is_main else None
    place = collectives.broadcast_text("" if run is None else str(run.directory), setup.device)
    return open_run(place) if run is None else run


def _open_or_create(
    setup: TrainingSetup,
    output_dir: Path,
    directory: Path | None,
    provenance: Provenance,
    held: ExitStack,
) -> Run:
    config = setup.config
    facts = _facts(setup)
    _warn_of_seen_splits(facts)
    provenance = with_starting_run(provenance, config)
    directory = directory or new_directory(output_dir, config.name)
    held.enter_context(locked(directory))
    if not (directory / RECORD).is_file():
        _refuse_other_model(directory)
        return start_run(
            directory, recorded_yaml(config), provenance, {"name": config.name, **facts}
        )
    return _unfinished(setup, directory, facts)


def _unfinished(setup: TrainingSetup, directory: Path, facts: dict[str, Any]) -> Run:
    run = open_run(str(directory))
    for name in (CHECKPOINTS, CHECKPOINT):
        require_no_link(directory / name)
    if run.record["status"] == PREPARED:
        return _begun(setup, run, facts)
    if run.record["status"] == "completed":
        raise RunError(
            f"{directory}: this run is complete and is never overwritten. Choose another directory."
        )
    warn_if_changed(run)
    require_same_spec(directory, setup.config)
    _require_same_split(run, facts)
    _require_same_data(run, facts)
    require_history_of_its_own(directory)
    go_on(run)
    return run


def _require_same_data(run: Run, facts: dict[str, Any]) -> None:
    """Refuse other data than that the run was started on; warn of other code that encodes it."""
    before, now = run.record.get("data"), facts["data"]
    if before == now:
        return
    if not _is_encoded_anew(run, facts):
        raise RunError(
            f"{run.directory}: the data has changed since this run was started: it was {before} "
            f"and is {now}. Bring the old data back, or start a new run."
        )
    logger.warning(
        "%s: the data is the same, but its encoding is made by other code than when this run was "
        "started: another version of training-core, of a plugin or of a package. The result may "
        "not be that of a run that was never stopped.",
        run.directory,
    )


def _is_encoded_anew(run: Run, facts: dict[str, Any]) -> bool:
    """Return whether the data is the one of the run and only its encoding has another name."""
    recorded = run.record.get("data") or {}
    content = (run.record.get("fingerprints") or {}).get("data_fp")
    is_same = {**recorded, "fingerprint": facts["data"]["fingerprint"]} == facts["data"]
    return is_same and bool(content == facts["fingerprints"]["data_fp"])


def _require_same_split(run: Run, facts: dict[str, Any]) -> None:
    """Refuse splits that are made in another way than when the run was started."""
    expected = noted_split(run.record, str(run.directory / RECORD))
    found = noted_split(facts, str(run.directory))
    if expected is None or found is None or expected.is_same(found):
        return
    if (run.record.get("fingerprints") or {}).get("data_fp") == facts["fingerprints"]["data_fp"]:
        raise RunError(
            f"{run.directory}: other records of the same data are held out than when this run was "
            f"started (fingerprint of the splits: {expected.fingerprint[:8]}, and now "
            f"{found.fingerprint[:8]}), so it would validate and test on records that it trained "
            "on. Resume it with the version of training-core that started it, or start a new run."
        )


def with_starting_run(provenance: Provenance, config: RunConfig) -> Provenance:
    """Return provenance in which the runs whose weights or scores a run uses are parents too."""
    for model in earlier_models(config).values():
        if model is not None and (model.parent / RECORD).is_file():
            parent = parent_of(open_run(str(model.parent)))
            if parent.id not in [one.id for one in provenance.parents]:
                provenance = replace(provenance, parents=(*provenance.parents, parent))
    return provenance


def _begun(setup: TrainingSetup, run: Run, facts: dict[str, Any]) -> Run:
    """Take over a prepared run: it keeps its name, kind, parents and details.

    Where and how it is executed may differ from what was planned; what comes out may not.
    """
    planned = (run.record.get("fingerprints") or {}).get("spec_fp")
    if planned not in (None, facts["fingerprints"]["spec_fp"]):
        raise RunError(
            f"{run.directory}: this run was prepared for another configuration or other data: its "
            f"spec_fp is {planned} and not {facts['fingerprints']['spec_fp']}. Choose another "
            "directory."
        )
    write_text(run.directory / CONFIG, recorded_yaml(setup.config))
    run.update(status=RUNNING, **facts, process=os.getpid())
    return run


def _facts(setup: TrainingSetup) -> dict[str, Any]:
    config, data = setup.config, setup.data
    environment = {
        **describe_environment(),
        "device": str(setup.device),
        "processes": collectives.world_size(),
        "threads": torch.get_num_threads(),
    }
    facts: dict[str, Any] = {
        "data": {"source": data.source, **data.sizes, "fingerprint": data.fingerprint},
        SPLIT: dict(data.notes[SPLIT]),
        "seed": config.seed,
        DECIDING: recorded_values(config),
        "config_hash": fingerprint_of(plain_values(config)),
        "fingerprints": fingerprints_of(config, setup.data_fp, environment).as_record(),
        "environment": environment,
    }
    seen = seen_splits(earlier_models(config), facts)
    return facts if seen is None else {**facts, SEEN: seen.model_dump()}


def _warn_of_seen_splits(facts: Mapping[str, Any]) -> None:
    seen = noted_seen(facts, RECORD)
    if seen is not None:
        logger.warning("no honest score of %s: %s.", " and ".join(seen.splits), seen.why)


def _refuse_other_model(directory: Path) -> None:
    if (directory / CHECKPOINT).exists():
        raise RunError(
            f"{directory / CHECKPOINT}: a model stands here already and is never overwritten. "
            "Choose another directory, or move it away."
        )
