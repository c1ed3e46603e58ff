"""Servers that are started for one machine listen on loopback only; Ray's: `ray/test_launcher`."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from tests.execution.launch_helpers import TWO, launched
from tests.listeners import open_listeners
from training.core.trainer.observers.observer import Observer, Step
from training.execution.launchers.elastic.rendezvous import Rendezvous

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/net/tcp")


class Look(Observer):
    """Looks, while a run trains, on which addresses it listens."""

    def __init__(self) -> None:
        self.found: set[str] | None = None

    def on_step_end(self, step: Step) -> None:
        if self.found is None and sys.platform == "linux":
            self.found = open_listeners(os.getpid())


def test_the_look_finds_an_observer_on_all_interfaces() -> None:
    with socket.create_server(("", 0)) as server:
        port = server.getsockname()[1]
        assert open_listeners(os.getpid()) == {f"0.0.0.0:{port}"}
    with socket.create_server(("127.0.0.1", 0)):
        assert not open_listeners(os.getpid())


def test_processes_of_one_machine_listen_on_loopback_only(documents: Path, tmp_path: Path) -> None:
    look = Look()
    launched(documents, [*TWO, "training.epochs=1"], [look], tmp_path / "run")
    assert look.found == set()


def test_a_machine_that_hosts_a_meeting_listens_on_the_address_asked_for() -> None:
    handlers = []
    for address in ("127.0.0.1", "127.0.0.2"):
        rendezvous = Rendezvous(f"{address}:0", 2, 5, True, "run", "run")
        handlers.append(rendezvous.handler())
    assert not open_listeners(os.getpid())
