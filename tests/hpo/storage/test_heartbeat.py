from __future__ import annotations

import logging
import threading
from collections.abc import Mapping

import pytest

from training.hpo.storage.heartbeat import Heartbeat
from training.hpo.storage.leases import NoLeases


class Counted(NoLeases):
    """Leases that note each renewal; some are lost, some renewals fail."""

    def __init__(self, lost: int | None = None, failures: int = 0) -> None:
        self.renewed: list[Mapping[int, str]] = []
        self.beats = threading.Semaphore(0)
        self._lost = lost
        self._failures = failures

    def renew(self, progress: Mapping[int, str]) -> set[int]:
        self.renewed.append(dict(progress))
        self.beats.release()
        if len(self.renewed) <= self._failures:
            raise OSError("the database is away")
        return set() if self._lost is None else {self._lost}


def wait(leases: Counted, beats: int) -> None:
    for _ in range(beats):
        assert leases.beats.acquire(timeout=60)


def test_leases_are_renewed_with_the_progress_of_each_moment() -> None:
    leases, progress = Counted(), {3: "fold 0"}
    with Heartbeat(leases, lambda: progress, seconds=0.001):
        wait(leases, 1)
        progress = {3: "fold 1"}
        while leases.renewed[-1] != progress:
            wait(leases, 1)
    assert leases.renewed[0] == {3: "fold 0"}


def test_a_trial_that_was_taken_over_is_known_to_be_lost() -> None:
    leases = Counted(lost=3)
    with Heartbeat(leases, lambda: {3: ""}, seconds=0.001) as heartbeat:
        wait(leases, 2)
    assert heartbeat.lost == {3}


def test_a_renewal_that_fails_is_warned_of_and_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    leases = Counted(failures=1)
    with (
        caplog.at_level(logging.WARNING, logger="training"),
        Heartbeat(leases, lambda: {}, seconds=0.001) as heartbeat,
    ):
        wait(leases, 3)
    assert "leases could not be renewed: the database is away" in caplog.text
    assert heartbeat.lost == set()


def test_after_the_block_nothing_is_renewed() -> None:
    leases = Counted()
    with Heartbeat(leases, lambda: {}, seconds=0.001):
        wait(leases, 1)
    made = len(leases.renewed)
    assert not any(thread.name == "leases" for thread in threading.enumerate())
    assert len(leases.renewed) == made
