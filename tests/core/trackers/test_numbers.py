from __future__ import annotations

from training.core.trackers.numbers import numbers_of


def test_numbers_of_tables_are_found_by_their_path_and_the_rest_is_left_out() -> None:
    metrics = {
        "f1": 0.5,
        "steps": 3,
        "is_best": True,
        "note": "text",
        "none": None,
        "per_entity": {"PER": {"f1": 1, "name": "x"}, "empty": {}},
    }
    assert list(numbers_of("validation", metrics)) == [
        ("validation/f1", 0.5),
        ("validation/steps", 3.0),
        ("validation/per_entity/PER/f1", 1.0),
    ]
