from __future__ import annotations

import ast

import pytest

from training.migrate.findings import Fix
from training.migrate.fixers import plain_imports
from training.migrate.syntax.source import PythonSource

from .conftest import Fixed


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("import hpo\nhpo.f()\n", "from training import hpo\nhpo.f()\n"),
        ("import hpo as h\nh.core.f()\n", "import training.hpo as h\nh.core.f()\n"),
        ("import os, hpo\nhpo.f()\n", "import os, training.hpo as hpo\nhpo.f()\n"),
        (
            "import hpo.core\nhpo.core.f(hpo.core.g)\n",
            "import training.hpo.core\ntraining.hpo.core.f(training.hpo.core.g)\n",
        ),
        (
            "import hpo.core\ndef f(training):\n    hpo.core.g()\n",
            "import training.hpo.core\nfrom training import hpo\n"
            "def f(training):\n    hpo.core.g()\n",
        ),
        (
            "import training\ntraining.trainer.f()\n",
            "import training\nimport training.core.trainer\ntraining.core.trainer.f()\n",
        ),
    ],
)
def test_imports_and_their_uses_follow_together(fixed: Fixed, text: str, after: str) -> None:
    assert fixed(plain_imports.find, text) == after
    ast.parse(after)


@pytest.mark.parametrize("text", ["import training.hpo\n", "import os\nos.hpo.f()\n", "hpo.f()\n"])
def test_what_did_not_move_stays(text: str) -> None:
    assert list(plain_imports.find(PythonSource(text))) == []


def test_where_training_means_something_else_a_person_decides() -> None:
    text = "import data.loaders\ntraining = 1\ndata.loaders.f()\n"
    found = list(plain_imports.find(PythonSource(text)))
    assert {one.fix for one in found} == {Fix.MANUAL}
    assert {one.old for one in found} == {"data.loaders", "data.loaders.f"}


def test_the_fix_of_each_use_holds_those_of_all() -> None:
    """Half of them would leave a name that nothing binds."""
    found = list(plain_imports.find(PythonSource("import hpo.core\nhpo.core.f(hpo.core.g)\n")))
    assert len(found) == 3
    assert len({one.edits for one in found}) == 1
    assert len(found[0].edits) == 3
