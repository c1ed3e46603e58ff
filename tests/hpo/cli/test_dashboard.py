"""optuna-dashboard reads the study of a sweep as it stands."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from training.cli.app import main

LONG = 120.0


@pytest.fixture
def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def test_a_browser_of_this_machine_only_is_shown_a_sweep(swept: Path, free_port: int) -> None:
    command = ["hpo", "dashboard", str(swept), "--port", str(free_port)]
    with subprocess.Popen(
        [sys.executable, "-m", "training.cli", *command],
        stdout=subprocess.PIPE,
        text=True,
        # A suite that runs in the background of a shell ignores Ctrl-C, and so would its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as server:
        try:
            studies = answer(f"http://127.0.0.1:{free_port}/api/studies")
            if sys.platform == "linux":
                # There every address of 127.0.0.0/8 reaches what listens on all interfaces.
                with pytest.raises(ConnectionRefusedError):
                    socket.create_connection(("127.0.0.2", free_port), LONG)
            server.send_signal(signal.SIGINT)
            code = server.wait(LONG)
        finally:
            server.kill()
    assert b'"study_name": "people"' in studies
    assert code == 0


def test_a_port_in_use_is_named(
    swept: Path, free_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", free_port)):
        assert main(["hpo", "dashboard", str(swept), "--port", str(free_port)]) == 2
    assert f"--port {free_port}" in capsys.readouterr().err


def answer(url: str) -> bytes:
    """Return what the server says, as soon as there is one."""
    until = time.monotonic() + LONG
    while True:
        try:
            with urllib.request.urlopen(url) as response:
                content: bytes = response.read()
            return content
        except OSError:
            assert time.monotonic() < until, f"nothing answers at {url}"
            time.sleep(0.1)
