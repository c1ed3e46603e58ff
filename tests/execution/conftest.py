from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.execution.launch_helpers import (
    FIRST_START_WAITS,
    TWO,
    launched,
    write_documents,
    write_plugin,
)
from tests.execution.related_runs import family, trained

__all__ = ["family", "trained"]


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of documents; runs go beside it."""
    return _documents(tmp_path_factory.getbasetemp() / "launching")


@cache
def _documents(folder: Path) -> Path:
    """Write the documents once, also for the promises that import the fixture."""
    folder.mkdir()
    return write_documents(folder / "data")


@pytest.fixture(scope="session")
def unharmed(documents: Path) -> Path:
    """The directory of a run of two processes that nothing happened to."""
    return _unharmed(documents)


@cache
def _unharmed(documents: Path) -> Path:
    return launched(documents, TWO).run.directory


@pytest.fixture
def first_start_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the processes of a first start wait at a step until they are ended from outside."""
    folder = tmp_path / "plugin"
    folder.mkdir()
    monkeypatch.setenv("PYTHONPATH", str(write_plugin(folder, "waiting", FIRST_START_WAITS)))
    monkeypatch.setenv("STARTED", str(tmp_path / "started"))
