"""With warnings as errors an old path cannot be imported: not once, and not at the second try."""

from __future__ import annotations

import pytest

from tests.shims.user_programs import PROGRAM, RunPython

AS_ERROR = ("-W", "error::DeprecationWarning")

OLD_IMPORTS = (
    "import training.trainer",
    "from training import trainer",
    "from training.trainer import train_model",
    "import hpo",
    "import hpo.core.search_space",
    "from hpo.core import search_space",
)


@pytest.mark.parametrize("statement", OLD_IMPORTS)
def test_the_error_is_raised_at_the_line_that_imports(
    run_python: RunPython, statement: str
) -> None:
    outcome = run_python(f"x = 1\n{statement}\n", *AS_ERROR)
    assert outcome.code == 1
    frames = [line for line in outcome.stderr.splitlines() if line.startswith("  File ")]
    assert PROGRAM in frames[0]
    assert "line 2" in frames[0]
    assert "TrainingDeprecationWarning: `" in outcome.stderr.splitlines()[-1]


def test_every_further_try_fails_in_the_same_way(run_python: RunPython) -> None:
    outcome = run_python(
        f"""
import sys
for statement in {OLD_IMPORTS} * 2:
    try:
        exec(statement)
    except DeprecationWarning as error:
        assert type(error).__name__ == "TrainingDeprecationWarning"
    else:
        raise AssertionError(statement)
    old = [name for name in sys.modules if name.split(".")[0] == "hpo"]
    assert not old and "training.trainer" not in sys.modules, (statement, old)
    assert "training.hpo" not in sys.modules
""",
        *AS_ERROR,
    )
    assert outcome.code == 0, outcome.stderr


def test_the_import_works_once_the_error_is_lifted(run_python: RunPython) -> None:
    outcome = run_python(
        """
import warnings
try:
    import hpo.core.search_space
except DeprecationWarning:
    pass
warnings.simplefilter("always")
import hpo.core.search_space
import training.hpo.core.search_space as new
assert hpo.core.search_space is new
""",
        *AS_ERROR,
    )
    assert outcome.code == 0, outcome.stderr
    assert [line.split(": ")[0].split(":")[-1] for line in outcome.warnings] == ["8"]


def test_new_paths_are_not_touched_by_the_filter(run_python: RunPython) -> None:
    source = "import training, training.core.utils, training.hpo.core.search_space\n"
    outcome = run_python(source, *AS_ERROR)
    assert outcome.code == 0, outcome.stderr


def test_convenience_names_are_not_deprecated(run_python: RunPython) -> None:
    source = "from training import execute_final_training, run_local_hpo_sweep, train_model\n"
    outcome = run_python(source, "-W", "error::DeprecationWarning:__main__")
    assert outcome.code == 0, outcome.stderr
    assert outcome.warnings == []
