from __future__ import annotations

import os
import signal
import threading

import pytest

from training.core.processes.signals import Interruption, listening


def send(number: int) -> None:
    os.kill(os.getpid(), number)


def test_while_training_a_signal_only_asks() -> None:
    with listening() as interruption:
        interruption.deferred = True
        send(signal.SIGTERM)
        assert interruption.requested == signal.SIGTERM


def test_a_second_signal_ends_the_run_at_once() -> None:
    with listening() as interruption:
        interruption.deferred = True
        send(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            send(signal.SIGINT)


@pytest.mark.parametrize("number", [signal.SIGUSR1, signal.SIGUSR2])
def test_the_warning_of_a_scheduler_asks_and_neither_its_repetition_nor_sigterm_ends_at_once(
    number: int,
) -> None:
    with listening() as interruption:
        interruption.deferred = True
        for one in (number, number, signal.SIGTERM, number):
            send(one)
        assert interruption.requested == signal.SIGTERM


def test_a_sigterm_that_arrives_twice_at_once_is_one_and_a_later_one_ends_the_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with listening() as interruption:
        interruption.deferred = True
        send(signal.SIGTERM)
        send(signal.SIGTERM)
        monkeypatch.setattr("training.core.processes.signals.ECHO_SECONDS", 0.0)
        with pytest.raises(SystemExit):
            send(signal.SIGTERM)


def test_while_nothing_can_be_saved_a_signal_ends_the_run_at_once() -> None:
    with listening(), pytest.raises(SystemExit) as ended:
        send(signal.SIGTERM)
    assert ended.value.code == 128 + signal.SIGTERM


def test_a_block_can_be_ended_at_once_while_training() -> None:
    with listening() as interruption:
        interruption.deferred = True
        with pytest.raises(KeyboardInterrupt), interruption.immediate():
            send(signal.SIGINT)
        assert interruption.deferred


def test_afterwards_the_old_handlers_are_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with listening():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


def test_in_another_thread_nothing_changes() -> None:
    handlers: list[object] = []

    def look() -> None:
        with listening():
            handlers.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert handlers == [signal.getsignal(signal.SIGTERM)]


def test_a_signal_nobody_listened_to_ends_the_run_when_training_is_over() -> None:
    with listening() as interruption, pytest.raises(SystemExit), interruption.deferring():
        send(signal.SIGTERM)


def test_an_error_of_training_is_not_hidden_by_a_signal() -> None:
    def fail(interruption: Interruption) -> None:
        with interruption.deferring():
            send(signal.SIGTERM)
            raise ZeroDivisionError

    with listening() as interruption:
        with pytest.raises(ZeroDivisionError):
            fail(interruption)
        assert not interruption.deferred
