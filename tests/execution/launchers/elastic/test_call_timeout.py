from __future__ import annotations

import threading

import pytest

from training.execution.launchers.elastic.call_timeout import within


def test_a_call_in_time_returns_or_raises_what_it_does() -> None:
    assert within(60, lambda: 7) == 7
    assert within(60, lambda: None) is None
    with pytest.raises(ZeroDivisionError):
        within(60, lambda: 1 // 0)


def test_a_call_that_never_answers_is_given_up() -> None:
    never = threading.Event()
    with pytest.raises(TimeoutError, match=r"no answer within 0\.01 s"):
        within(0.01, never.wait)
    never.set()
