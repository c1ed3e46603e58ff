"""Write the best configuration of a sweep so that others can train it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from training.config import to_yaml
from training.config.resolved import plain_values
from training.core.io.atomic_files import write_json, write_text
from training.core.io.json import CHECKSUM, checksum_of
from training.core.runs.directory import RECORD, open_run
from training.core.runs.parents import parent_of
from training.core.runs.provenance import Parent
from training.core.splits.test_records import DETAIL

if TYPE_CHECKING:
    from training.hpo.selection.stored_sweep import StoredSweep
    from training.hpo.selection.winner import Winner

YAML, JSON = "best.yaml", "best.json"


class BestFiles(NamedTuple):
    """What was written.

    Attributes:
        yaml: A configuration as `training train` takes it.
        json: The same with where it comes from, as `training final run --from-study` takes it.
    """

    yaml: Path
    json: Path


def write_best(sweep: StoredSweep, winner: Winner | None = None) -> BestFiles:
    """Write ``best.yaml`` and ``best.json`` into the folder of a sweep.

    Args:
        sweep: The sweep.
        winner: The winner; by default the one that the sweep's rule picks.

    Raises:
        SelectionError: No trial of the sweep is complete.
    """
    winner = winner or sweep.winner()
    files = BestFiles(sweep.directory / YAML, sweep.directory / JSON)
    write_text(files.yaml, best_yaml(sweep, winner))
    facts = best_facts(sweep, winner)
    write_json(files.json, {**facts, CHECKSUM: checksum_of(facts)})
    return files


def best_yaml(sweep: StoredSweep, winner: Winner) -> str:
    """Return the configuration of the winner as YAML, with its origin in the first lines."""
    origin = (
        f"# Trial {winner.trial.number} of the sweep {sweep.directory.name}, "
        f"{sweep.metric} {winner.scores.mean:.6g}"
    )
    return f"{origin}\n{to_yaml(sweep.config_of(winner.trial))}"


def best_facts(sweep: StoredSweep, winner: Winner) -> dict[str, Any]:
    """Return the configuration of the winner and what speaks for it, as JSON values."""
    config = sweep.config_of(winner.trial)
    test = sweep.test_records
    parents = [parent.as_record(sweep.directory) for parent in _parents(sweep, winner)]
    return {
        "config": plain_values(config),
        "parents": parents,
        "metric": sweep.metric,
        "direction": sweep.direction,
        "value": winner.scores.mean,
        "folds": list(winner.scores.folds),
        "expected": None if winner.honest is None else asdict(winner.honest),
        "rule": winner.rule,
        "trial": winner.trial.number,
        "params": dict(winner.trial.params),
        "seed": config.seed,
        DETAIL: None if test is None else test.model_dump(),
    }


def _parents(sweep: StoredSweep, winner: Winner) -> list[Parent]:
    """Return the refit, the trial and the sweep, as far as they are there."""
    folders = [sweep.refit_folder(winner), sweep.folder_of(winner.trial), sweep.directory]
    runs = [open_run(str(folder)) for folder in folders if (folder / RECORD).is_file()]
    return [parent_of(run) for run in runs]
