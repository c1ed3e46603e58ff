from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from time import sleep

import pytest

from trackers.ledger import Ledger
from trackers.ledger import LedgerServer
from trackers.ledger import numbers
from training.core.trackers.remote.queue import Outbox
from training.core.trackers.remote.sender import Courier

NEVER = 30.0


def filled(folder: Path, *steps: int) -> Outbox:
    folder.mkdir(exist_ok=True)
    outbox = Outbox(folder, "ledger")
    outbox.open()
    for step in steps:
        outbox.append(numbers(step))
    return outbox


def wait_for(condition: Callable[[], object]) -> None:
    deadline = monotonic() + 60
    while not condition():
        assert monotonic() < deadline, "it did not happen within a minute"
        sleep(0.02)


def test_what_is_added_during_a_run_is_sent_without_being_asked_for(
    ledger: LedgerServer, tmp_path: Path
) -> None:
    outbox = filled(tmp_path, 1)
    Courier(Ledger(ledger.url)).take(outbox)
    wait_for(lambda: len(ledger.rows) == 1)
    outbox.append(numbers(2))
    wait_for(lambda: len(ledger.rows) == 2)


def test_runs_of_one_process_share_a_thread_that_ends_with_the_last(
    ledger: LedgerServer, tmp_path: Path
) -> None:
    courier = Courier(Ledger(ledger.url))
    outboxes = [filled(tmp_path / name, 1, 2) for name in ("a", "b")]
    for outbox in outboxes:
        courier.take(outbox)
        outbox.close()
    assert all(courier.settle(outbox, NEVER) for outbox in outboxes)
    assert len(ledger.rows) == 4
    wait_for(lambda: not _threads(ledger))


def test_a_server_that_is_down_is_told_when_it_is_back(
    ledger: LedgerServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "training.trackers")
    ledger.is_up = False
    outbox, courier = filled(tmp_path, 1, 2), Courier(Ledger(ledger.url))
    courier.take(outbox)
    wait_for(ledger.asked.is_set)
    assert not courier.settle(outbox, NEVER), "it fails at once, so there is nothing to wait for"
    ledger.is_up = True
    wait_for(lambda: len(ledger.rows) == 2)
    wait_for(lambda: "answers again" in caplog.text)
    assert caplog.text.count("cannot be told: HTTP Error 503: Service Unavailable") == 1


def test_a_server_that_hangs_is_waited_for_once(ledger: LedgerServer, tmp_path: Path) -> None:
    ledger.answers.clear()
    courier = Courier(Ledger(ledger.url))
    first, second = filled(tmp_path / "a", 1), filled(tmp_path / "b", 2)
    courier.take(first)
    wait_for(ledger.asked.is_set)
    assert not courier.settle(first, 0.2)
    courier.take(second)
    assert not courier.settle(second, NEVER), "the first run has waited in vain"
    ledger.answers.set()
    wait_for(lambda: len(ledger.rows) == 2)


def test_an_answer_that_was_lost_does_not_make_events_arrive_twice(
    ledger: LedgerServer, tmp_path: Path
) -> None:
    ledger.loses_answers = True
    outbox, courier = filled(tmp_path, 1, 2), Courier(Ledger(ledger.url))
    courier.take(outbox)
    wait_for(lambda: outbox.progress().problem)
    ledger.loses_answers = False
    outbox.append(numbers(3))
    wait_for(lambda: outbox.progress().sent == outbox.size)
    assert [row["step"] for row in ledger.rows] == [1, 2, 3]


def test_one_run_that_cannot_be_sent_does_not_hold_up_the_others(
    ledger: LedgerServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damaged, good = filled(tmp_path / "a", 1), filled(tmp_path / "b", 2)
    (damaged.directory / "outbox/ledger.progress.json").write_text("{")
    courier = Courier(Ledger(ledger.url))
    courier.take(damaged)
    courier.take(good)
    assert courier.settle(good, NEVER)
    assert [row["step"] for row in ledger.rows] == [2]
    assert not courier.settle(damaged, NEVER), "someone has to mend the file first"
    assert caplog.text.count("ledger.progress.json: cannot be understood") == 1


def _threads(server: LedgerServer) -> list[str]:
    return [one.name for one in threading.enumerate() if server.url in one.name]
