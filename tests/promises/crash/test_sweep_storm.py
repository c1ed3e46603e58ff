from __future__ import annotations

from pathlib import Path

from tests.promises.crash.sweep_storm import SweepStorm


def test_a_sweep_whose_processes_are_killed_at_random_ends_as_if_they_had_not_been(
    tmp_path: Path,
) -> None:
    storm = SweepStorm(tmp_path, trials=2, workers=2, seed=1, epochs=6)
    expected = storm.undisturbed()
    found = storm.disturbed(kills=2, longest_pause=3.0)
    assert storm.leftovers() == []
    assert found == expected
    assert storm.tally.coordinators + storm.tally.workers > 0
