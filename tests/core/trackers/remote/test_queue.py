from __future__ import annotations

import json
import resource
import signal
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.trackers.ledger import numbers
from training.core.trackers.remote import (
    Begin,
    Connection,
    End,
    Event,
    EventBatch,
    File,
    Numbers,
    RefusedError,
)
from training.core.trackers.remote.delivery import BATCH, BusyError, Delivery, error_text
from training.core.trackers.remote.events import from_line, to_line
from training.core.trackers.remote.queue import EventQueue, Progress
from training.errors import RunError

PLACE = "here"
TEXT = st.text(max_size=8)
METRICS = st.recursive(
    st.floats(allow_nan=False) | st.integers() | TEXT,
    lambda inner: st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
EVENTS = st.one_of(
    st.builds(Numbers, st.integers(0), TEXT, st.integers(1), st.integers(1), st.just({"f1": 0.5})),
    st.builds(Numbers, st.just(1), TEXT, st.just(1), st.just(2), st.dictionaries(TEXT, METRICS)),
    st.builds(File, st.integers(0), TEXT),
    st.builds(End, st.integers(0), TEXT, st.dictionaries(TEXT, METRICS)),
    st.builds(Begin, st.just(0), st.just({"id": "a"}), st.just({}), st.just([{"id": "b"}])),
)


class Memory(Connection):
    """Keeps events; fails as it is asked to, before or after it kept them."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.failure = ""

    def send(self, event_batch: EventBatch) -> None:
        if self.failure == "before":
            raise ConnectionError("refused")
        known = self.events if event_batch.is_in_doubt else []
        self.events += [one for one in event_batch.events if one not in known]
        if self.failure == "after":
            raise TimeoutError("no answer")


@pytest.fixture
def queue(tmp_path: Path) -> EventQueue:
    queue = EventQueue(tmp_path, "ledger")
    queue.open()
    return queue


@given(EVENTS)
def test_an_event_is_read_as_it_was_written(event: Event) -> None:
    line = to_line(event)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert from_line(line) == event


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["step", "step", "checkpoint", "crash", "send", "before", "after"]),
        max_size=40,
    )
)
def test_every_place_arrives_once_whatever_is_killed_and_whatever_fails(
    tmp_path_factory: pytest.TempPathFactory, actions: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("run")
    server, queue, step, saved = Memory(), EventQueue(folder, "ledger"), 0, (0, 0)
    queue.open()
    delivery = Delivery(queue, PLACE)
    for action in actions:
        if action == "step":
            step += 1
            queue.append(numbers(step))
        elif action == "checkpoint":
            saved = (step, queue.size)
        elif action == "crash":
            queue.close()
            queue, step = EventQueue(folder, "ledger"), saved[0]
            queue.open()
            queue.cut(saved[1])
            delivery = Delivery(queue, PLACE)
        else:
            server.failure = action
            try:
                delivery.send_batch(server)
            except OSError:
                delivery = Delivery(queue, PLACE)
    _send_all(queue, server)
    arrived = [one.step for one in server.events if isinstance(one, Numbers)]
    assert len(set(arrived)) == len(arrived)
    assert set(range(1, step + 1)) <= set(arrived)


def _send_all(queue: EventQueue, server: Memory) -> None:
    server.failure = ""
    delivery = Delivery(queue, PLACE)
    while delivery.send_batch(server):
        pass
    assert delivery.is_done()


def test_half_a_line_that_a_crash_left_is_neither_sent_nor_in_the_way(tmp_path: Path) -> None:
    queue = EventQueue(tmp_path, "ledger")
    queue.open()
    queue.append(numbers(1))
    with queue.events.open("ab") as file:
        file.write(to_line(numbers(2))[:-9])
    server = Memory()
    assert Delivery(queue, PLACE).send_batch(server) == 1
    again = EventQueue(tmp_path, "ledger")
    again.open()
    again.append(numbers(2))
    _send_all(again, server)
    assert server.events == [numbers(1), numbers(2)]


def test_a_damaged_line_is_passed_over_and_told(queue: EventQueue) -> None:
    queue.append(numbers(1))
    with queue.events.open("ab") as file:
        file.write(b'{"event": "num\n["event"]\n{"event": "numbers"}\n')
    queue.append(numbers(2))
    server = Memory()
    _send_all(queue, server)
    assert server.events == [numbers(1), numbers(2)]
    assert [one.partition(":")[0][:20] for one in queue.progress().refused] == [
        "damaged line at byte"
    ] * 3


def test_a_full_disk_is_reported_and_leaves_no_half_line(queue: EventQueue) -> None:
    queue.append(numbers(1))
    whole = queue.size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (whole + 10, limits[1]))
    try:
        with pytest.raises(OSError, match=r"No space left|File too large"):
            queue.append(numbers(2))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert queue.size == whole
    queue.append(numbers(2))
    server = Memory()
    _send_all(queue, server)
    assert server.events == [numbers(1), numbers(2)]


def test_nothing_is_cut_that_was_sent_or_may_be_on_its_way(queue: EventQueue) -> None:
    for step in (1, 2):
        queue.append(numbers(step))
    Delivery(queue, PLACE).send_batch(Memory())
    queue.append(numbers(3))
    whole = queue.size
    with EventQueue(queue.directory, "ledger").locked() as is_mine:
        assert is_mine
        queue.cut(0)
        assert queue.size == whole
    queue.cut(0)
    assert queue.size == queue.progress().sent


def test_two_processes_never_send_the_same_queue_at_once(queue: EventQueue) -> None:
    queue.append(numbers(1))
    with queue.locked(), pytest.raises(BusyError, match="another process"):
        Delivery(queue, PLACE).send_batch(Memory())


def test_what_a_server_refuses_for_good_does_not_hold_up_the_rest(queue: EventQueue) -> None:
    class Strict(Memory):
        def send(self, event_batch: EventBatch) -> None:
            if any(isinstance(one, Numbers) and one.step == 2 for one in event_batch.events):
                raise RefusedError("step 2: token=abc is not wanted")
            super().send(event_batch)

    for step in (1, 2, 3):
        queue.append(numbers(step))
    server = Strict()
    _send_all(queue, server)
    assert server.events == [numbers(1), numbers(3)]
    assert queue.progress().refused == ("step 2: token=*** is not wanted",)


def test_a_long_queue_goes_in_batches(queue: EventQueue) -> None:
    for step in range(1, BATCH + 2):
        queue.append(numbers(step))
    delivery, server = Delivery(queue, PLACE), Memory()
    assert [delivery.send_batch(server) for _ in range(3)] == [BATCH, 1, 0]


def test_another_destination_gets_everything_from_the_beginning(queue: EventQueue) -> None:
    queue.append(numbers(1))
    first, second = Memory(), Memory()
    Delivery(queue, PLACE).send_batch(first)
    Delivery(queue, "elsewhere").send_batch(second)
    assert first.events == second.events == [numbers(1)]


def test_what_a_connection_remembers_is_kept_also_when_it_fails(queue: EventQueue) -> None:
    class Forgetful(Memory):
        def send(self, event_batch: EventBatch) -> None:
            event_batch.memory["run"] = event_batch.memory.get("run", 0) + 1
            raise ConnectionError("http://me:secret@host is gone")

    queue.append(numbers(1))
    for _ in range(2):
        with pytest.raises(ConnectionError):
            Delivery(queue, PLACE).send_batch(Forgetful())
    progress = queue.progress()
    assert progress.memory == {"run": 2}
    assert progress.is_in_doubt
    assert progress.problem == "http://***@host is gone"


def test_a_damaged_progress_file_is_named(queue: EventQueue) -> None:
    queue.save(Progress(sent=3))
    path = queue.directory / "outbox/ledger.progress.json"
    path.write_text(path.read_text().replace("sent", "went"))
    with pytest.raises(RunError, match=r"ledger\.progress\.json: cannot be understood"):
        queue.progress()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRefusedError(111, "Connection refused"), "Connection refused"),
        (TimeoutError("timed out"), "timed out"),
        (ValueError("first\nsecond"), "wrapped: first"),
        (ValueError("Bearer abcdefghijk"), "wrapped: Bearer ***"),
    ],
)
def test_an_error_is_reported_in_a_line_without_secrets(error: Exception, words: str) -> None:
    def fail() -> None:
        try:
            raise error
        except Exception as inner:
            raise RuntimeError(f"wrapped: {inner}") from inner

    with pytest.raises(RuntimeError) as caught:
        fail()
    assert error_text(caught.value) == words


def test_progress_can_be_read_without_us(queue: EventQueue) -> None:
    queue.append(numbers(1))
    Delivery(queue, PLACE).send_batch(Memory())
    content: dict[str, Any] = json.loads(
        (queue.directory / "outbox/ledger.progress.json").read_text()
    )
    assert content["sent"] == queue.size
    assert content["destination"] == PLACE


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=3,
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["sent", "memory", "refused", "destination", "options"]), JSON_VALUES)
def test_files_of_another_shape_are_read_or_refused_as_damaged(key: str, value: object) -> None:
    with TemporaryDirectory() as folder:
        queue = EventQueue(Path(folder), "ledger")
        queue.save(Progress(destination="there"))
        queue.write_address("there", {})
        for name, read in (("progress", queue.progress), ("address", queue.address)):
            path = Path(folder) / f"outbox/ledger.{name}.json"
            path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
            with suppress(RunError):
                read()


@given(st.sampled_from(["begin", "numbers", "file", "end", "no"]), JSON_VALUES, JSON_VALUES)
def test_a_line_of_another_shape_is_no_event(event: str, one: object, other: object) -> None:
    values = {"event": event, "time": one, "record": other, "step": one, "path": other}
    with pytest.raises(ValueError, match="no event"):
        from_line(json.dumps({**values, "status": one, "parameters": [one]}).encode())


def test_a_line_that_is_nested_too_deeply_is_no_event() -> None:
    with pytest.raises(ValueError, match="no event"):
        from_line(b"[" * 100_000)
