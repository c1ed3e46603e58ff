from __future__ import annotations

import pytest

from training.core.data_check.findings import Finding, Severity
from training.core.data_check.report import DataReport


@pytest.mark.parametrize(
    ("severities", "verdict"),
    [
        ([], "clean"),
        (["warning"], "warnings"),
        (["warning", "problem"], "refused"),
    ],
)
def test_one_problem_is_a_refusal(severities: list[Severity], verdict: str) -> None:
    findings = [Finding("kind", severity, "advice") for severity in severities]
    assert DataReport("a", "task", {}, {}, {}, findings).verdict == verdict
