from __future__ import annotations

import pytest

from training.migrate.findings import Fix
from training.migrate.fixers import fallbacks
from training.migrate.syntax.source import PythonSource

from .conftest import Fixed

NEW, OLD = "from training.hpo import core", "from hpo import core"


def tried(first: str, second: str, error: str = "ImportError") -> str:
    return f"try:\n    {first}\nexcept {error}:\n    {second}\n"


@pytest.mark.parametrize("error", ["ImportError", "(ImportError, ModuleNotFoundError)"])
def test_where_the_old_path_comes_first_one_import_is_left(fixed: Fixed, error: str) -> None:
    assert fixed(fallbacks.find, tried(OLD, NEW, error)) == f"{NEW}\n"


def test_where_the_new_path_comes_first_it_is_only_a_note() -> None:
    (finding,) = fallbacks.find(PythonSource(tried(NEW, OLD)))
    assert finding.is_note
    assert finding.fix is Fix.UNSAFE


def test_a_fix_that_drops_a_comment_is_unsafe(fixed: Fixed) -> None:
    text = tried(f"{OLD}  # the old place", NEW)
    assert fixed(fallbacks.find, text) == text
    assert fixed(fallbacks.find, text, unsafe=True) == f"{NEW}\n"


@pytest.mark.parametrize(
    "text",
    [
        tried(OLD, "core = None"),
        tried(OLD, "from mine import core"),
        tried(OLD, f"{NEW} as other"),
        tried(OLD, NEW, "Exception"),
        tried(NEW, NEW),
        tried("import hpo.core", "import training.hpo.core"),
        tried("from hpo import *", "from training.hpo import *"),
        f"{tried(OLD, NEW)}else:\n    x = 1\n",
        f"{tried(OLD, NEW)}finally:\n    x = 1\n",
    ],
)
def test_a_try_that_does_more_is_left_alone(text: str) -> None:
    assert list(fallbacks.find(PythonSource(text))) == []
