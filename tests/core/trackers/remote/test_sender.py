from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from tests.core.trackers.ledger import Ledger, LedgerServer, numbers
from training.core.trackers.remote.destination import Connection, Destination, EventBatch
from training.core.trackers.remote.queue import EventQueue
from training.core.trackers.remote.sender import Sender

NEVER = 30.0


def filled(folder: Path, *steps: int) -> EventQueue:
    folder.mkdir(exist_ok=True)
    queue = EventQueue(folder, "ledger")
    queue.open()
    for step in steps:
        queue.append(numbers(step))
    return queue


def wait_for(condition: Callable[[], object]) -> None:
    deadline = monotonic() + 60
    while not condition():
        assert monotonic() < deadline, "it did not happen within a minute"
        sleep(0.02)


def test_what_is_added_during_a_run_is_sent_without_being_asked_for(
    ledger: LedgerServer, tmp_path: Path
) -> None:
    queue = filled(tmp_path, 1)
    Sender(Ledger(ledger.url)).take(queue)
    wait_for(lambda: len(ledger.rows) == 1)
    queue.append(numbers(2))
    wait_for(lambda: len(ledger.rows) == 2)


def test_runs_of_one_process_share_a_thread_that_ends_with_the_last(
    ledger: LedgerServer, tmp_path: Path
) -> None:
    sender = Sender(Ledger(ledger.url))
    queues = [filled(tmp_path / name, 1, 2) for name in ("a", "b")]
    for queue in queues:
        sender.take(queue)
        queue.close()
    assert all(sender.settle(queue, NEVER) for queue in queues)
    assert len(ledger.rows) == 4
    wait_for(lambda: not _threads(ledger))


def test_a_server_that_is_down_is_reported_when_it_is_back(
    ledger: LedgerServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "training.trackers")
    ledger.is_up = False
    queue, sender = filled(tmp_path, 1, 2), Sender(Ledger(ledger.url))
    sender.take(queue)
    wait_for(ledger.asked.is_set)
    assert not sender.settle(queue, NEVER), "it fails at once, so there is nothing to wait for"
    ledger.is_up = True
    wait_for(lambda: len(ledger.rows) == 2)
    wait_for(lambda: "answers again" in caplog.text)
    assert caplog.text.count("cannot be reached: HTTP Error 503: Service Unavailable") == 1


def test_a_server_that_hangs_is_waited_for_once(ledger: LedgerServer, tmp_path: Path) -> None:
    ledger.answers.clear()
    sender = Sender(Ledger(ledger.url))
    first, second = filled(tmp_path / "a", 1), filled(tmp_path / "b", 2)
    sender.take(first)
    wait_for(ledger.asked.is_set)
    assert not sender.settle(first, 0.2)
    sender.take(second)
    assert not sender.settle(second, NEVER), "the first run has waited in vain"
    ledger.answers.set()
    wait_for(lambda: len(ledger.rows) == 2)


def test_an_answer_that_was_lost_does_not_make_events_arrive_twice(
    ledger: LedgerServer, tmp_path: Path
) -> None:
    ledger.loses_answers = True
    queue, sender = filled(tmp_path, 1, 2), Sender(Ledger(ledger.url))
    sender.take(queue)
    wait_for(lambda: queue.progress().problem)
    ledger.loses_answers = False
    queue.append(numbers(3))
    wait_for(lambda: queue.progress().sent == queue.size)
    assert [row["step"] for row in ledger.rows] == [1, 2, 3]


def test_one_run_that_cannot_be_sent_does_not_hold_up_the_others(
    ledger: LedgerServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damaged, good = filled(tmp_path / "a", 1), filled(tmp_path / "b", 2)
    (damaged.directory / "outbox/ledger.progress.json").write_text("{")
    sender = Sender(Ledger(ledger.url))
    sender.take(damaged)
    sender.take(good)
    assert sender.settle(good, NEVER)
    assert [row["step"] for row in ledger.rows] == [2]
    assert not sender.settle(damaged, NEVER), "someone has to mend the file first"
    assert caplog.text.count("ledger.progress.json: cannot be understood") == 1


def _threads(server: LedgerServer) -> list[str]:
    return [one.name for one in threading.enumerate() if server.url in one.name]


class QuickCondition(threading.Condition):
    """Records the pauses between attempts, and waits for none of them."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float | None] = []

    def wait_for(self, predicate: Callable[[], Any], timeout: float | None = None) -> Any:
        self.pauses.append(timeout)
        return predicate()


@dataclass(frozen=True)
class LateServer(Destination):
    """Cannot be reached at first."""

    attempts: Iterator[bool]

    @property
    def address(self) -> str:
        return "late"

    def connect(self) -> Connection:
        if next(self.attempts):
            return Accepting()
        raise ConnectionError("no route")


class Accepting(Connection):
    def send(self, event_batch: EventBatch) -> None:
        pass


def test_the_pause_between_attempts_doubles_up_to_half_a_minute_and_starts_again(
    tmp_path: Path,
) -> None:
    queue = filled(tmp_path, 1)
    sender = Sender(LateServer(iter([False] * 6 + [True])))
    sender._changed = changed = QuickCondition()
    sender.take(queue)
    wait_for(lambda: len(changed.pauses) >= 8)
    queue.close()
    wait_for(lambda: sender._thread is None)
    assert changed.pauses[:8] == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 1.0]
