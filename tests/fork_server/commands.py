"""Start the server of these tests, and write the program `training` that asks it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

CLIENT = Path(__file__).with_name("client.py")
ROOT = CLIENT.parents[2]


@cache
def forked_python() -> tuple[str, ...]:
    """Return a command that takes `-c` and a program or `-m` and a module, like `python`."""
    if sys.platform != "linux":
        return (sys.executable,)
    address = f"{_folder().name}/socket"
    _start(address)
    return (sys.executable, "-I", "-S", str(CLIENT), address)


@cache
def forked_programs() -> Path:
    """Return a folder for the front of PATH whose `training` is forked."""
    if sys.platform != "linux":
        return Path(sys.executable).parent
    program = Path(_folder().name) / "bin" / "training"
    program.parent.mkdir()
    words = " ".join(f"'{word}'" for word in forked_python())
    program.write_text(f'#!/bin/sh\nexec {words} training "$@"\n')
    program.chmod(0o755)
    return program.parent


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="fork-server-")


@cache
def _start(address: str) -> subprocess.Popen[str]:
    """Start the server, which ends with this process."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.fork_server.server", address],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    assert server.stdout.readline() == "ready\n"
    return server
