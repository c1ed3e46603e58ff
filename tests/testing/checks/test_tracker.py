"""`check_tracker` finds each seeded violation and passes what is right."""

from __future__ import annotations

import pytest

from tests.testing.violations import found
from tests.testing.wrong import trackers
from training.core.trackers.jsonl import JsonlTracker
from training.testing import check_tracker

WRONG = [
    (trackers.Appends, "tracker-resume"),
    (trackers.FlatOnly, "tracker-values"),
    (trackers.Changes, "observer-changes"),
    (trackers.Leaks, "secrets"),
    (trackers.Disturbs, "observer-changes"),
    (trackers.Fails, "works"),
    (trackers.RawRequire, "own-errors"),
]


@pytest.mark.parametrize(
    ("provider", "rule"), WRONG, ids=[f"{one.__name__}-{rule}" for one, rule in WRONG]
)
def test_a_wrong_tracker_is_found_with_its_place(provider: type, rule: str) -> None:
    assert found(check_tracker, provider, rule=rule).sentence


@pytest.mark.parametrize("provider", [trackers.Right, trackers.Timed, JsonlTracker])
def test_a_right_tracker_passes(provider: type) -> None:
    assert check_tracker(provider) is None
