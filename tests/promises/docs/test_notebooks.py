"""The notebooks run from the first cell to the last, in an empty folder."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.promises.docs.markdown import ROOT
from training.migrate.check import check_file

NOTEBOOKS = sorted(ROOT.glob("docs/notebooks/*.ipynb"))


def stable(cell: nbformat.NotebookNode) -> list[object]:
    """Return what a cell shows, without what it writes to the streams."""
    return [one.data for one in cell.outputs if one.output_type == "execute_result"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_what_is_stored_in_it(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    stored = nbformat.read(path, as_version=4)
    again = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(again, timeout=300, resources=resources).execute()
    for before, after in zip(stored.cells, again.cells):
        if before.cell_type == "code":
            assert stable(after) == stable(before), before.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_on_new_paths_and_reports_nothing_of_the_machine(path: Path) -> None:
    assert check_file(path).counted == []
    assert str(ROOT) not in path.read_text(encoding="utf-8")


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS
