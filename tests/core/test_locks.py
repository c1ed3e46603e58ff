from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from training.core.liveness import is_worked_on
from training.core.liveness import working_on
from training.core.locks import lock_file
from training.core.runs import is_locked
from training.core.runs import locked
from training.core.trackers.remote.outbox import Outbox


@contextmanager
def forked_child() -> Iterator[None]:
    """A child that does nothing but live."""
    ready, started = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(started, b".")
        while True:
            signal.pause()
    os.read(ready, 1)
    try:
        yield
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_a_child_does_not_keep_the_lock_of_a_run_whose_process_is_gone(tmp_path: Path) -> None:
    lock = locked(tmp_path)
    lock.__enter__()
    with forked_child():
        assert is_locked(tmp_path)
        lock.__exit__(None, None, None)
        assert not is_locked(tmp_path)
        with locked(tmp_path):
            assert is_locked(tmp_path)


def test_a_child_does_not_take_the_lock_from_its_parent(tmp_path: Path) -> None:
    with locked(tmp_path):
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        assert is_locked(tmp_path)


def test_a_child_does_not_make_a_sweep_look_worked_on(tmp_path: Path) -> None:
    work = working_on(tmp_path)
    work.__enter__()
    with forked_child():
        assert is_worked_on(tmp_path)
        work.__exit__(None, None, None)
        assert not is_worked_on(tmp_path)


def test_a_child_does_not_keep_others_from_sending_to_a_tracker(tmp_path: Path) -> None:
    lock = Outbox(tmp_path, "server").locked()
    assert lock.__enter__()
    with forked_child():
        lock.__exit__(None, None, None)
        with Outbox(tmp_path, "server").locked() as is_mine:
            assert is_mine


def test_a_lock_file_that_must_exist_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), lock_file(tmp_path / "missing", create=False):
        pass
    assert not any(tmp_path.iterdir())
