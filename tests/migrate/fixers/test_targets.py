from __future__ import annotations

import pytest

from training.migrate.findings import Fix
from training.migrate.fixers import targets
from training.migrate.syntax.source import PythonSource

from .conftest import Fixed


@pytest.mark.parametrize(
    "text",
    [
        "x = {{'_target_': '{}.S', 'y': 1}}",
        "dict(_target_='{}.S')",
        "setup(entry_points={{'console_scripts': ['run = {}:main', 'b=mine:x']}})",
        "setup(entry_points='[console_scripts]\\nrun = x')",
        "setup(entry_points='''\n[console_scripts]\nrun = {}:main\n''')",
    ],
)
def test_targets_and_entry_points_follow(fixed: Fixed, text: str) -> None:
    before, after = text.format("hpo.core"), text.format("training.hpo.core")
    assert fixed(targets.find, before) == after


@pytest.mark.parametrize("text", ["x = {'target': 'hpo.core'}", "f(entry='a = hpo.core:x')"])
def test_other_keys_are_left_alone(fixed: Fixed, text: str) -> None:
    assert fixed(targets.find, text) == text


def test_an_entry_point_that_is_written_with_escapes_is_left_to_a_person() -> None:
    source = PythonSource("setup(entry_points='[a]\\nrun = hpo.core:main')")
    (finding,) = targets.find(source)
    assert finding.fix is Fix.MANUAL
