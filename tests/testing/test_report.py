"""The report lists every violation with rule, place and way out."""

from __future__ import annotations

import subprocess
import sys

import pytest

from training.errors import DataError
from training.testing import ConformanceError, Violation
from training.testing.place import place_of
from training.testing.report import Findings
from training.testing.rules import RULES


def test_an_error_lists_each_violation_once() -> None:
    findings = Findings("reader Mine")
    findings.finish()
    for _ in range(2):
        findings.add("documented", "mine.py:3", "Mine has no docstring.")
    findings.add("works", "mine.py:9", "a \x1b[31mred\x1b[0m error")
    with pytest.raises(ConformanceError) as caught:
        findings.finish()
    assert isinstance(caught.value, AssertionError)
    assert caught.value.rules == ["documented", "works"]
    assert caught.value.violations[0] == Violation(
        "documented", "mine.py:3", "Mine has no docstring."
    )
    text = str(caught.value)
    assert text.startswith("reader Mine: 2 violations\n\ndocumented  mine.py:3\n    Rule: ")
    assert text.count("Way out: ") == 2
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("error", "refusals", "rules"),
    [
        (DataError("no"), True, []),
        (DataError("no"), False, ["works"]),
        (KeyError("x"), True, ["own-errors"]),
        (KeyError("x"), False, ["works"]),
    ],
)
def test_errors_of_the_plugin_are_violations_unless_they_are_ours(
    error: Exception, refusals: bool, rules: list[str]
) -> None:
    findings = Findings("it")
    with findings.guarded("it.py:1", "called", refusals):
        raise error
    assert [one for one in RULES if one in findings] == rules


def test_rules_are_sentences() -> None:
    for name, rule in RULES.items():
        assert name == name.lower()
        assert rule.sentence.endswith(".")
        assert rule.way_out.endswith(".")


class Here:
    value: int = 3

    def method(self) -> None: ...


def test_a_place_is_a_file_and_a_line() -> None:
    lines = [int(place_of(Here, one).rpartition(":")[2]) for one in ("value", "method")]
    assert lines[1] - lines[0] == 2
    assert place_of(Here).startswith("tests/testing/test_report.py:")
    assert place_of(int) == "int"


def test_importing_the_kit_imports_neither_torch_nor_pytest() -> None:
    program = (
        "import sys; from training.testing import check_optimizer, check_task, ConformanceError; "
        "sys.exit(','.join({'torch', 'pytest', 'optuna', 'typer'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
