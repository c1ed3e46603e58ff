from __future__ import annotations

import errno
import socket

import pytest

from training.execution.process_group.stores import (
    INTERFACES,
    connected_store,
    is_of_another_machine,
    listening_store,
    use_loopback_interface,
)


def test_a_store_listens_on_the_address_it_is_asked_for_only() -> None:
    store = listening_store("127.0.0.1", 0, 30, wait_for_workers=False)
    client = connected_store("127.0.0.1", store.port, 30, wait_for_workers=False)
    client.set("key", "value")
    assert store.get("key") == b"value"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", store.port), timeout=5)


def test_a_port_that_is_taken_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use") as error:
            listening_store("127.0.0.1", port, 5)
    assert not is_of_another_machine(error.value)


def test_an_address_of_another_machine_is_told_from_a_taken_one() -> None:
    assert is_of_another_machine(OSError(errno.EADDRNOTAVAIL, "not here"))
    assert is_of_another_machine(socket.gaierror(-2, "unknown"))
    assert not is_of_another_machine(OSError(errno.EADDRINUSE, "taken"))


def test_an_interface_that_the_user_chose_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    first, second = INTERFACES
    monkeypatch.setenv(first, "eth7")
    monkeypatch.setenv(second, "x")
    monkeypatch.delenv(second)
    use_loopback_interface()
    assert (os.environ[first], os.environ[second]) == ("eth7", "lo")
