"""Train a run again from its record, and prove that the same comes out."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.config import RunConfig
from training.core.export.exported_model import WEIGHTS
from training.core.export.seal import examine_model
from training.core.io.checksums import hash_file
from training.core.runs.directory import COMPLETED, METRICS, RECORD, Run, warn_if_changed
from training.core.runs.liveness import status_of
from training.core.runs.parents import parent_of
from training.core.runs.provenance import Provenance
from training.core.runs.same_spec import require_recorded_spec, run_config_of
from training.core.splits.split_record import PARTS_OF_SWEEPS, noted_split
from training.errors import ConfigError, RunError
from training.execution.comparison.compare import RunDiff, diff_runs
from training.execution.launchers.launch import launch_run

if TYPE_CHECKING:
    from training.core.trainer.observers.observer import Observer
    from training.core.trainer.train import TrainingResult

logger = logging.getLogger("training")


@dataclass(frozen=True)
class Reproduction:
    """A run and its repetition.

    Attributes:
        original: The run.
        training: Result of training it again.
        hashes: SHA-256 of the weights, the recorded numbers and the final metrics, by name, of the
            original and of the repetition.
        difference: Where they part, and how their environments differ.
    """

    original: Run
    training: TrainingResult
    hashes: Mapping[str, tuple[str, str]]
    difference: RunDiff

    @property
    def is_equal(self) -> bool:
        """Whether every hash is the same."""
        return all(one == other for one, other in self.hashes.values())

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "original": str(self.original.directory),
            "repetition": str(self.training.run.directory),
            "equal": self.is_equal,
            "hashes": {name: list(pair) for name, pair in self.hashes.items()},
            **self.difference.as_json(),
        }


def reproduction_config(run: Run, output_dir: Path | None) -> RunConfig:
    """Return the configuration by which a run is trained again.

    Args:
        run: A completed run.
        output_dir: Folder for the new run directory; by default that of the run itself.

    Raises:
        RunError: The run is unfinished, or was computed as part of a sweep.
        ConfigError: Its configuration is damaged.
    """
    if run.record.get("kind") in PARTS_OF_SWEEPS:
        raise RunError(
            f"{run.directory}: a run of kind `{run.record['kind']}` is trained on data that its "
            "sweep put together. Reproduce the final training that was made from it."
        )
    if run.record["status"] != COMPLETED:
        raise RunError(
            f"{run.directory}: the run has status `{status_of(run)}`; only a completed one "
            "can be compared with its repetition."
        )
    folder = run.directory.absolute().parent if output_dir is None else output_dir
    return run_config_of(run.directory).model_copy(update={"output_dir": folder})


def reproduce(run: Run, config: RunConfig, observers: Sequence[Observer] = ()) -> Reproduction:
    """Train a run again, into a new directory, and compare.

    Args:
        run: The run.
        config: From `reproduction_config`.
        observers: Called on steps and evaluations.

    Raises:
        RunError: The data has changed since the run was made, or is held out in another way.
        ConfigError: The run was trained on records in memory.
    """
    require_recorded_spec(run.directory, config)
    _require_same_data(run, config)
    _require_same_split(run, config)
    _warn_of_damage(run)
    provenance = Provenance("train", (parent_of(run),), {"reproduces": run.id})
    result = launch_run(config, observers, None, provenance)
    pairs = {
        name: (a, b) for (name, a), b in zip(_hashes(run).items(), _hashes(result.run).values())
    }
    return Reproduction(run, result, pairs, diff_runs(run, result.run))


def _require_same_data(run: Run, config: RunConfig) -> None:
    from training.core.trainer.setup import content_of

    recorded = (run.record.get("fingerprints") or {}).get("data_fp")
    if (run.record.get("data") or {}).get("source") == "memory":
        raise ConfigError(
            f"{run.directory}: the run was trained on records in memory, which no file holds."
        )
    now = content_of(config)
    if recorded is not None and now != recorded:
        raise RunError(
            f"{run.directory}: the data has changed since the run was made: its data_fp was "
            f"{recorded} and is {now}. {_way_back(config)}"
        )


def _warn_of_damage(run: Run) -> None:
    """Say that what is compared with is not what the run left: equal weights are not to expect."""
    warn_if_changed(run)
    if run.checkpoint.is_dir():
        found = examine_model(run.checkpoint)
        if found.status != "good":
            logger.warning("%s: %s: %s", run.checkpoint, found.status, found.problem)


def _require_same_split(run: Run, config: RunConfig) -> None:
    """Refuse to train on other records of the same data, which could only differ."""
    from training.core.trainer.setup import split_in_data

    expected = noted_split(run.record, str(run.directory / RECORD))
    if expected is not None and not expected.held_out:
        return
    found = split_in_data(config)
    if expected is None and found.held_out:
        logger.warning(
            "%s: its record does not say which records were held out (an earlier version of "
            "training-core made it); they may be others now, and the numbers with them.",
            run.directory,
        )
    if expected is not None and not expected.is_same(found):
        raise RunError(
            f"{run.directory}: other records of the same data are held out than in this run "
            f"(fingerprint of the splits: {expected.fingerprint[:8]}, and now "
            f"{found.fingerprint[:8]}), so the same cannot come out. Reproduce it with the version "
            "of training-core that made it."
        )


def _way_back(config: RunConfig) -> str:
    if config.data.path is None:
        return "Install the version of training-core that the run was made with."
    return f"Bring the old data back to {config.data.path}."


def _hashes(run: Run) -> dict[str, str]:
    weights, metrics = run.checkpoint / WEIGHTS, run.directory / METRICS
    final = json.dumps(run.record.get("metrics"), sort_keys=True)
    return {
        "weights": _hash(weights),
        "metrics.jsonl": _hash(metrics),
        "final metrics": hashlib.sha256(final.encode()).hexdigest(),
    }


def _hash(path: Path) -> str:
    return hash_file(path) if path.is_file() else "missing"
