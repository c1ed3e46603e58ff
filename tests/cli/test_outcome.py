from __future__ import annotations

import errno
import os
import resource
import signal
from pathlib import Path

import pytest

from training.cli.outcome import exit_code_of
from training.core.io.atomic_files import write_text
from training.core.processes.signals import listening


def test_a_disk_that_refuses_a_file_is_named_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def write() -> int:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
        try:
            write_text(tmp_path / "file", "more than ten bytes")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        return 0

    assert exit_code_of(write) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert "file: cannot be written: File too large. Free space" in told


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_full_or_read_only_disk_is_a_mistake_and_no_bug(
    number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> int:
        raise OSError(number, os.strerror(number), "place/file")

    assert exit_code_of(refuse) == 2
    is_full = number != errno.EROFS
    assert ("the disk is full" in capsys.readouterr().err) == is_full


def test_another_error_of_the_system_is_a_bug() -> None:
    def fail() -> int:
        raise OSError(errno.EBADF, "bad file")

    with pytest.raises(OSError, match="bad file"):
        exit_code_of(fail)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGUSR1"])
def test_a_command_that_a_signal_ended_says_which(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def receive() -> int:
        with listening():
            signal.raise_signal(signal.Signals[name])
        return 0

    assert exit_code_of(receive) == 128 + signal.Signals[name]
    assert f"interrupted by {name}" in capsys.readouterr().err
