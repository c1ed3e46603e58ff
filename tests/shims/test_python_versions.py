"""The shims keep their promises on every Python from 3.11 to 3.13 that is at hand.

Those Pythons have no third-party packages: forms whose module needs one are left to the Python that
runs the tests.
"""

from __future__ import annotations

import re
from textwrap import dedent

import pytest

from tests.shims.interpreters import OTHERS, interpreter
from tests.shims.test_import_forms import HPO_FORMS
from tests.shims.test_split_packages import FORMS as SPLIT_FORMS
from tests.shims.user_programs import FormOutcome, run_forms, run_interpreter

FORMS = {
    f"{kind}_{name}": dedent(source)
    for kind, forms in (("hpo", HPO_FORMS), ("split", SPLIT_FORMS))
    for name, source in forms.items()
}
LACKS_LIBRARY = re.compile(r"^ModuleNotFoundError: No module named '(?!training|hpo|orch)", re.M)
ENOUGH = 20


@pytest.mark.parametrize("version", OTHERS)
def test_every_form_gives_the_new_module_and_one_warning(
    version: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("forms")
    ran = run_forms(folder, FORMS, interpreter(version))
    outcomes = {name: one for name, one in ran.items() if not LACKS_LIBRARY.search(one.error)}
    assert len(outcomes) >= ENOUGH
    assert {name: one.error for name, one in outcomes.items() if one.error} == {}
    assert {name: _lines(one) for name, one in outcomes.items()} == {
        name: [line for _, line in one.marked_lines] for name, one in outcomes.items()
    }


def _lines(outcome: FormOutcome) -> list[int]:
    return [line for _, line, _ in outcome.warnings]


@pytest.mark.parametrize("version", OTHERS)
def test_a_warning_turned_into_an_error_stops_the_import(
    version: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    arguments = ("-W", "error::DeprecationWarning", "-c", "import hpo.core.search_space")
    done = run_interpreter(
        tmp_path_factory.mktemp("error"), *arguments, python=interpreter(version)
    )
    assert done.returncode == 1
    assert "TrainingDeprecationWarning: `hpo.core.search_space` is now" in done.stderr
