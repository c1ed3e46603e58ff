from __future__ import annotations

from typing import Any

import pytest

from training.core.tasks.text.schema import require_text_schema
from training.errors import DataError


@pytest.mark.parametrize(
    "schema",
    [
        {"labels": ["A"]},
        {"labels": [], "class_weights": [0.5], "words": "spaces", "of_a_newer_version": 1},
    ],
)
def test_what_a_task_makes_is_accepted(schema: dict[str, Any]) -> None:
    require_text_schema(schema)


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({}, "`labels` is damaged: field required"),
        ({"labels": [""]}, r"`labels\[0\]` is damaged"),
        ({"labels": [3]}, r"`labels\[0\]` is damaged"),
        ({"labels": ["A", "A"]}, "a label stands there twice"),
        ({"labels": ["A"], "words": "letters"}, "`words` is damaged"),
        ({"labels": ["A"], "class_weights": ["1"]}, r"`class_weights\[0\]` is damaged"),
    ],
)
def test_a_damaged_description_is_refused_with_its_key(schema: dict[str, Any], words: str) -> None:
    with pytest.raises(DataError, match=words):
        require_text_schema(schema)
