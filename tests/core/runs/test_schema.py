from __future__ import annotations

from typing import Any

import pytest

from training.core.runs.schema import check_record

GOOD: dict[str, Any] = {"id": "a", "status": "completed"}


def test_keys_of_newer_versions_and_plugins_are_accepted() -> None:
    check_record({**GOOD, "of_tomorrow": [1], "data": {"train": 3, "more": {}}})


@pytest.mark.parametrize(
    ("changes", "clause"),
    [
        ({"id": ""}, "`id` is '': "),
        ({"status": None}, "`status` is None: "),
        ({"seed": "3"}, "`seed` is '3': "),
        ({"score": {"value": "0.5"}}, "`score.value` is '0.5': "),
        ({"parents": [{"kind": "trial"}]}, "the key `parents[0].id` is missing"),
        ({"metrics": {"test": 3}}, "`metrics.test` is 3: "),
        ({"seconds": float("nan")}, "`seconds` is nan: "),
        ({"name": ["é" * 100]}, "`name` is ['\\xe9"),
    ],
)
def test_what_no_run_writes_is_named_by_its_key(changes: dict[str, Any], clause: str) -> None:
    with pytest.raises(ValueError, match="is") as caught:
        check_record({**GOOD, **changes})
    assert str(caught.value).startswith(clause)
    assert len(str(caught.value)) < 150


def test_a_missing_key_is_named() -> None:
    with pytest.raises(ValueError, match="the key `status` is missing"):
        check_record({"id": "a"})
