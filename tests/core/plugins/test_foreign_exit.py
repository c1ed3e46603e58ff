from __future__ import annotations

import sys
from types import ModuleType

import pytest

from training.core.plugins.foreign_exit import is_foreign, passes_through, refusing_exits


def module(name: str) -> ModuleType:
    """A module of that name, with a function that leaves."""
    made = ModuleType(name)
    exec("import sys\ndef leave(code):\n    sys.exit(code)\n", vars(made))
    return made


def refused(name: str) -> None:
    with refusing_exits():
        module(name).leave(3)


def test_an_exit_of_a_plugin_is_an_error_that_names_code_and_status() -> None:
    with pytest.raises(RuntimeError, match=r"line 3, in `leave`, ended the process .*: 3\)"):
        refused("acme.model")


def test_an_exit_of_the_framework_passes() -> None:
    with pytest.raises(SystemExit) as caught:
        refused("training.core.fit")
    assert caught.value.code == 3
    assert not is_foreign(caught.value)


def test_a_package_whose_name_only_begins_alike_is_foreign() -> None:
    with pytest.raises(RuntimeError, match="ended the process"):
        refused("training_exec")


def test_an_exit_without_a_traceback_is_ours() -> None:
    assert not is_foreign(SystemExit(1))


def test_an_error_is_traced_to_the_packages_that_it_came_through() -> None:
    with pytest.raises(SystemExit) as caught:
        module("acme.model").leave(0)
    assert passes_through(caught.value, ["other", "acme"])
    assert not passes_through(caught.value, ["acm", "acme.model"])
    assert sys.exc_info() == (None, None, None)
