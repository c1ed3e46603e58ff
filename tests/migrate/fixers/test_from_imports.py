from __future__ import annotations

import ast

import pytest

from training.migrate.findings import Fix
from training.migrate.fixers import from_imports
from training.migrate.syntax.source import PythonSource

from .conftest import Fixed


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("from hpo.core import study\n", "from training.hpo.core import study\n"),
        ("from hpo import *\n", "from training.hpo import *\n"),
        (
            "from orchestration.jobs import training\n",
            "from training.execution import jobs as training\n",
        ),
        (
            "from training import trainer, train_model\n",
            "from training import train_model\nfrom training.core import trainer\n",
        ),
        (
            "from training import trainer, distributed\n",
            "from training.core import trainer\nfrom training.execution import distributed\n",
        ),
        ("from src import training\n", "import training\n"),
    ],
)
def test_names_are_imported_from_where_they_went(fixed: Fixed, text: str, after: str) -> None:
    assert fixed(from_imports.find, text) == after
    ast.parse(after)


@pytest.mark.parametrize(
    "text", ["from .hpo import x\n", "from . import hpo\n", "from training import train_model\n"]
)
def test_relative_imports_and_what_did_not_move_stay(text: str) -> None:
    assert list(from_imports.find(PythonSource(text))) == []


def test_a_folder_that_nothing_replaces_is_left_to_a_person() -> None:
    (finding,) = from_imports.find(PythonSource("from orchestration.jobs import mine\n"))
    assert (finding.old, finding.new, finding.fix) == ("orchestration.jobs", None, Fix.MANUAL)


def test_comments_are_not_lost_on_a_shared_line(fixed: Fixed) -> None:
    text = "x = 1; from training import (\n  train_model,\n  trainer,  # why\n)\n"
    assert fixed(from_imports.find, text) == text
