from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

CHILD = """
import os, signal, sys
from training.core.processes import parent_death
{before}
parent_death.die_with_named_parent()
print(os.getpid(), parent_death.PARENT in os.environ, flush=True)
signal.pause()
"""
PARENT = """
import os, subprocess, sys
named = {{**os.environ, "TRAINING_PARENT_PROCESS": str(os.getpid())}}
subprocess.run([sys.executable, "-c", {child!r}], env=named)
"""
WATCHING = "parent_death._is_killed_by_system = lambda: False"
"""As on a system that cannot do so."""


@pytest.mark.parametrize("before", ["", WATCHING], ids=["system", "watch"])
def test_a_command_that_names_its_parent_ends_with_it(before: str) -> None:
    program = PARENT.format(child=CHILD.format(before=before))
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        child, is_named = process.stdout.readline().split()
        process.kill()
    assert is_named == b"False"
    until = monotonic() + 60
    while is_running(int(child)) and monotonic() < until:
        sleep(0.02)
    assert not is_running(int(child))


@pytest.mark.parametrize("before", ["", WATCHING], ids=["system", "watch"])
def test_a_command_whose_parent_is_gone_already_does_not_begin(before: str) -> None:
    with subprocess.Popen(["true"]) as gone:
        pass
    environment = {**os.environ, "TRAINING_PARENT_PROCESS": str(gone.pid)}
    program = [sys.executable, "-c", CHILD.format(before=before)]
    done = subprocess.run(program, env=environment, timeout=60, capture_output=True)
    assert done.returncode == -signal.SIGKILL


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
