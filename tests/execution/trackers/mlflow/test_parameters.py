from __future__ import annotations

import pytest

pytest.importorskip("mlflow")

from training.execution.trackers.mlflow.parameters import LONGEST_VALUE, parameters_of


def test_values_are_text_as_people_wrote_them_and_others_json() -> None:
    found = {one.key: one.value for one in parameters_of({"a": "x", "b": [1, "é"], "c": None})}
    assert found == {"a": "x", "b": '[1, "é"]', "c": "null"}


def test_a_text_that_is_too_long_is_cut_and_one_that_just_fits_is_not() -> None:
    fits, cut = (
        parameters_of({"a": "x" * length})[0].value for length in (LONGEST_VALUE, LONGEST_VALUE + 1)
    )
    assert fits == "x" * LONGEST_VALUE
    assert cut == "x" * (LONGEST_VALUE - 1) + "…"
