"""In a notebook the warning stands below the cell that imports, without any setting."""

from __future__ import annotations

import nbformat
import pytest
from nbclient import NotebookClient

CELLS = (
    "import hpo.core.search_space as old",
    "from hpo.core.search_space import SearchSpaceTranslator\n"
    "import training.hpo.core.search_space as new\n"
    "assert old is new and new.SearchSpaceTranslator is SearchSpaceTranslator",
    "%load_ext autoreload\n%autoreload 2",
    "from unittest import mock\n"
    "with mock.patch('hpo.core.search_space.SearchSpaceTranslator') as double:\n"
    "    assert new.SearchSpaceTranslator is double",
)


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    folder = str(tmp_path_factory.mktemp("notebook"))
    client = NotebookClient(made, timeout=120, resources={"metadata": {"path": folder}})
    return client.execute()


def _errors(cell: nbformat.NotebookNode) -> str:
    streams = [one for one in cell.outputs if one.output_type == "stream"]
    return "".join(one.text for one in streams if one.name == "stderr")


def test_the_cell_that_imports_shows_the_warning(notebook: nbformat.NotebookNode) -> None:
    shown = _errors(notebook.cells[0])
    assert shown.count("TrainingDeprecationWarning") == 1
    assert "`hpo.core.search_space` is now `training.hpo.core.search_space`" in shown
    assert CELLS[0] in shown


def test_further_cells_are_not_warned_again(notebook: nbformat.NotebookNode) -> None:
    for cell in notebook.cells[1:]:
        assert "TrainingDeprecationWarning" not in _errors(cell)
