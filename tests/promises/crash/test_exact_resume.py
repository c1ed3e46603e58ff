from __future__ import annotations

from pathlib import Path

import pytest

from tests.promises.crash.kinds import KINDS, Kind
from tests.promises.crash.storm import Storm

MOMENTS = {
    "before the first checkpoint, then twice in the same epoch": [1, 2, 2],
    "at the end of an epoch": [7],
    "in the first epoch": [3],
    "in the last step": [14],
}


KILLED_AT_RANDOM = ("one process", "two workers")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_killed_and_resumed_run_ends_bit_for_bit_like_an_undisturbed_one_without_workers(
    kind: Kind, tmp_path: Path
) -> None:
    storm = Storm(tmp_path, kind.settings, kind.ranks, seed=1)
    expected = storm.reference("data.workers=0")
    moments = dict(list(MOMENTS.items())[: kind.moments])
    for moment, steps in moments.items():
        storm.compare(moment, expected, storm.killed_at(moment.replace(" ", "-"), steps))
    assert storm.tally.different == []
    assert storm.tally.kills >= len(moments)
    if kind.name in KILLED_AT_RANDOM:
        _kill_at_random(storm, expected)


def _kill_at_random(storm: Storm, expected: dict[str, str]) -> None:
    """Kills at random moments change nothing either, and leave no lock."""
    for number in range(3):
        found = storm.killed_at_random(f"run{number}", kills=3, longest=1.0)
        storm.compare(f"run {number}", expected, found)
    assert storm.tally.different == []
    assert storm.tally.refused == 0
