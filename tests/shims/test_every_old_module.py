"""Every old module that is served: imported, it is the new module, and says so once."""

from __future__ import annotations

import pytest
from tools.shims.old_modules import OldModule, old_modules

from tests.shims.user_programs import FormOutcome, run_forms
from training.migrate.renames import is_split

MODULES = {one.path: one for one in old_modules()}
WHOLE = [path for path in MODULES if not is_split(path)]
SPLIT = [path for path in MODULES if is_split(path)]

WHOLE_FORM = """
import importlib
import sys
from unittest import mock
import {old}  # warns
new = importlib.import_module("{new}")
assert sys.modules["{old}"] is new
assert importlib.import_module("{old}") is new
with mock.patch("{old}.__doc__", "patched"):
    assert new.__doc__ == "patched"
names = [name for name in sys.modules if sys.modules[name] is new]
assert new.__name__ == "{new}" and new.__spec__.name == "{new}", names
"""
SPLIT_FORM = """
import importlib
import {old}
module = importlib.import_module("{old}")
assert module.__name__ == "{old}"
assert not hasattr(module, "nowhere")
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FormOutcome]:
    forms = {one.path: _form(one) for one in MODULES.values()}
    return run_forms(tmp_path_factory.mktemp("modules"), forms)


def _form(module: OldModule) -> str:
    form = SPLIT_FORM if is_split(module.path) else WHOLE_FORM
    return form.format(old=module.path, new=module.new)


@pytest.mark.parametrize("old", MODULES)
def test_an_old_module_is_the_new_one(outcomes: dict[str, FormOutcome], old: str) -> None:
    assert outcomes[old].error == ""


@pytest.mark.parametrize("old", WHOLE)
def test_importing_it_warns_once(outcomes: dict[str, FormOutcome], old: str) -> None:
    outcome = outcomes[old]
    assert [(file, line) for file, line, _ in outcome.warnings] == outcome.marked_lines
    [(_, _, message)] = outcome.warnings
    assert message.startswith(f"`{old}` is now `{MODULES[old].new}`; ")


@pytest.mark.parametrize("old", SPLIT)
def test_importing_a_package_whose_modules_parted_says_nothing(
    outcomes: dict[str, FormOutcome], old: str
) -> None:
    assert outcomes[old].warnings == []
