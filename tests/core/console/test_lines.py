"""Lines and JSON on standard output."""

from __future__ import annotations

import json

import pytest

from training.core.console.lines import print_json


@pytest.mark.parametrize("indent", [None, 2])
def test_numbers_that_json_cannot_express_are_null(
    capsys: pytest.CaptureFixture[str], indent: int | None
) -> None:
    print_json({"loss": float("nan"), "folds": [0.5, float("inf")]}, indent=indent)
    text = capsys.readouterr().out
    assert json.loads(text, parse_constant=pytest.fail) == {"loss": None, "folds": [0.5, None]}
    assert text.count("\n") == (1 if indent is None else 7)
