from __future__ import annotations

import pytest

from training.execution.launchers.ray.message_queue import (
    ERROR,
    EVENTS,
    LOSS,
    MISTAKE,
    Message,
    MessageQueue,
)


def test_messages_are_taken_once_and_in_order() -> None:
    queue = MessageQueue()
    queue.put(EVENTS, b"a")
    queue.put(LOSS, b"b")
    assert queue.take() == [Message(EVENTS, b"a"), Message(LOSS, b"b")]
    assert queue.take() == []


@pytest.mark.parametrize(
    ("kind", "over"), [(EVENTS, False), (LOSS, False), (MISTAKE, True), (ERROR, True)]
)
def test_after_a_mistake_or_an_error_no_process_starts_again(kind: str, over: bool) -> None:
    queue = MessageQueue()
    queue.put(kind, b"")
    queue.take()
    queue.put(EVENTS, b"")
    assert queue.is_over() is over
