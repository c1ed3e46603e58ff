"""A forked command line behaves as one that was started afresh."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fork_server.commands import forked_programs, forked_python

SHOW = """
import os, sys
print(sys.argv, sys.stdin.read(), os.getcwd(), os.environ.get("GREETING"), __name__)
print(sorted(os.environ), file=sys.stderr)
"""
WAIT = """
import signal, time
signal.signal(signal.SIGINT, signal.default_int_handler)
print("begun", flush=True)
time.sleep(60)
"""
FRESH = (sys.executable,)


def run(*command: str, folder: Path) -> tuple[int, str, str]:
    environ = {"PATH": os.environ["PATH"], "GREETING": "hello"}
    done = subprocess.run(
        command, input="words", capture_output=True, text=True, cwd=folder, env=environ
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    "program",
    [SHOW, "import sys; sys.exit(3)", "import sys; sys.exit('no')"],
)
def test_arguments_streams_environment_and_exit_code_are_those_of_a_fresh_process(
    program: str, tmp_path: Path
) -> None:
    words = ("-c", program, "a", "b c")
    assert run(*forked_python(), *words, folder=tmp_path) == run(*FRESH, *words, folder=tmp_path)


def test_a_module_of_the_working_directory_is_run(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(SHOW)
    words = ("-m", "mine", "x")
    assert run(*forked_python(), *words, folder=tmp_path) == run(*FRESH, *words, folder=tmp_path)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_ends_the_process_and_shows_in_the_exit_code(number: int) -> None:
    process = subprocess.Popen(
        [*forked_python(), "-c", WAIT], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    process.send_signal(number)
    assert process.wait(30) == -number
    assert process.stdout.read() == ""


def test_the_program_on_the_path_is_the_command_line(tmp_path: Path) -> None:
    path = f"{forked_programs()}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["training", "--version"], capture_output=True, text=True, env={**os.environ, "PATH": path}
    )
    assert done.returncode == 0
    assert "training-core" in done.stdout
