from __future__ import annotations

import pytest

from training.core.trackers.remote.events import (
    REASON,
    Begin,
    End,
    Event,
    File,
    Numbers,
    from_line,
    to_line,
)

EVENTS: list[Event] = [
    Begin(1, {"id": "é\n", "seed": 3}, {"a.b": [1, None]}, [{"id": "x", "kind": "sweep"}]),
    Numbers(2, "validation", 1, 20, {"f1": 0.1, "per_entity": {"PER": {"f1": 1e-300}}}),
    File(3, "checkpoint/model.safetensors"),
    End(4, "completed", {}),
]


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_is_one_line_that_reads_back_as_itself(event: Event) -> None:
    line = to_line(event)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert from_line(line) == event


def test_numbers_of_one_step_have_one_place_whatever_they_are() -> None:
    first, again = Numbers(1, "train", 1, 20, {"loss": 1.0}), Numbers(9, "train", 1, 20, {})
    assert first.place == again.place
    assert first.place != Numbers(1, "train", 1, 21, {"loss": 1.0}).place


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"3",
        b"[]",
        b"{}",
        b'{"event": "beginning"}',
        b'{"event": "file", "time": "x", "path": "a"}',
        b'{"event": "file", "time": 1}',
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_a_damaged_line_is_refused_in_few_words(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"^no event: ") as caught:
        from_line(line)
    assert len(str(caught.value)) <= REASON + len("no event: ")
    assert "\n" not in str(caught.value)
