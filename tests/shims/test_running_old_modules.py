"""`python -m` with an old path runs the new module, after one warning that anybody sees."""

from __future__ import annotations

import pytest

from tests.shims.user_programs import RunPython

MOVED = {
    "training.model": "training.core.model",
    "hpo.core.search_space": "training.hpo.core.search_space",
}


def test_the_new_module_is_the_main_program(run_python: RunPython) -> None:
    outcome = run_python(
        """
import runpy, sys
def tell(event, arguments):
    if event == "exec" and arguments[0].co_filename.endswith("core/search_space.py"):
        main = sys.modules["__main__"]
        print(main.__name__, main.__spec__.name, arguments[0].co_name, sys.argv[1:])
sys.addaudithook(tell)
sys.argv = ["program", "argument"]
runpy.run_module("hpo.core.search_space", run_name="__main__", alter_sys=True)
assert sys.argv == ["program", "argument"]
"""
    )
    assert outcome.code == 0, outcome.stderr
    assert outcome.stdout == "__main__ training.hpo.core.search_space <module> ['argument']\n"


@pytest.mark.parametrize("old", MOVED)
def test_one_warning_is_shown_without_any_option(run_python: RunPython, old: str) -> None:
    outcome = run_python(None, "-m", old)
    assert outcome.code == 0, outcome.stderr
    [warning] = outcome.warnings
    assert warning.startswith("<command line>:1: ")
    assert f"`{old}` is now `{MOVED[old]}`" in warning
    assert "RuntimeWarning" not in outcome.stderr


def test_the_old_training_command_runs_with_its_old_arguments(run_python: RunPython) -> None:
    outcome = run_python(None, "-m", "training.train", "--help")
    assert outcome.code == 0, outcome.stderr
    assert "--data-asset" in outcome.stdout
    [warning] = outcome.warnings
    assert "`training.train` is now `training.cli.train`" in warning


def test_a_package_that_cannot_be_run_says_so_as_ever(run_python: RunPython) -> None:
    outcome = run_python(None, "-m", "hpo.core")
    assert outcome.code == 1
    assert "'hpo.core' is a package and cannot be directly executed" in outcome.stderr


@pytest.mark.parametrize("old", MOVED)
def test_a_warning_turned_into_an_error_ends_the_program(run_python: RunPython, old: str) -> None:
    outcome = run_python(None, "-W", "error::DeprecationWarning", "-m", old)
    assert outcome.code == 1
    assert f"TrainingDeprecationWarning: `{old}`" in outcome.stderr
