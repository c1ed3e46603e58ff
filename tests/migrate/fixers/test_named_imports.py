from __future__ import annotations

import pytest

from training.migrate.findings import Fix
from training.migrate.fixers import named_imports
from training.migrate.syntax.source import PythonSource

from .conftest import Fixed


@pytest.mark.parametrize(
    "text",
    [
        "patch('{}')",
        "mock.patch.multiple('{}', f=1)",
        "import_module('.x', package='{}')",
        "importlib.import_module(name='{}')",
        "from importlib import import_module as load\nload('{}')",
        "pytest.importorskip('{}')",
        "importlib.resources.files('{}')",
    ],
)
def test_functions_that_import_what_a_text_names_follow(fixed: Fixed, text: str) -> None:
    before, after = text.format("hpo.core"), text.format("training.hpo.core")
    assert fixed(named_imports.find, before) == after


@pytest.mark.parametrize("text", ["print('hpo.core')", "patch(x, 'hpo.core')", "files('hpo.core')"])
def test_other_functions_and_arguments_are_left_alone(fixed: Fixed, text: str) -> None:
    assert fixed(named_imports.find, text) == text


def test_the_name_of_a_logger_is_only_a_note() -> None:
    (finding,) = named_imports.find(PythonSource("logging.getLogger('hpo.core')"))
    assert finding.is_note
    assert finding.fix is Fix.UNSAFE


def test_the_package_that_import_returns_changes_with_the_path(fixed: Fixed) -> None:
    used = "x = __import__('hpo.core')"
    assert fixed(named_imports.find, used) == used
    assert fixed(named_imports.find, "__import__('hpo.core')") == "__import__('training.hpo.core')"
    with_names = "x = __import__('hpo.core', fromlist=['f'])"
    assert "'training.hpo.core'" in fixed(named_imports.find, with_names)
