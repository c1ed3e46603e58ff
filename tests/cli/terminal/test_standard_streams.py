from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from training.cli.terminal.standard_streams import (
    ESCAPE,
    StandardFile,
    lost_output,
    require_output,
    settle_streams,
)

TRAINING = (sys.executable, "-m", "training.cli")
WORDS = "Zürich \N{THUMBS UP SIGN} 100 €"

settle_streams()


def stream(descriptor: int, encoding: str = "utf-8") -> io.TextIOWrapper:
    file = io.BufferedWriter(StandardFile(descriptor, "<stdout>"))
    return io.TextIOWrapper(file, encoding=encoding, errors=ESCAPE)


@pytest.fixture
def full() -> io.TextIOWrapper:
    return stream(os.open("/dev/full", os.O_WRONLY))


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "utf-8"])
def test_any_encoding_carries_any_text(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    with stream(os.open(path, os.O_WRONLY | os.O_CREAT), encoding) as out:
        out.write(json.dumps(WORDS, ensure_ascii=False))
    assert json.loads(path.read_text(encoding)) == WORDS


def test_the_name_of_a_file_that_is_not_utf8_is_printed_byte_by_byte(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9"
    with stream(os.open(name, os.O_WRONLY | os.O_CREAT)) as out:
        out.write(os.fsdecode(name))
    assert Path(os.fsdecode(name)).read_bytes() == name


def test_what_cannot_be_written_is_reported_at_the_end_and_interrupts_nothing(
    full: io.TextIOWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", full)
    require_output()
    for _ in range(3):
        sys.stdout.write("an epoch\n")
        sys.stdout.flush()
    assert "No space left" in str(lost_output())
    with pytest.raises(OSError, match="No space left"):
        require_output()


def test_a_stream_is_settled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    replaced = io.StringIO()
    monkeypatch.setattr(sys, "stdout", replaced)
    settle_streams()
    assert sys.stdout is replaced


def shell(command: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    line = command.replace("training", " ".join(TRAINING), 1)
    environment = {**os.environ, **environ}
    return subprocess.run(
        ["bash", "-c", line], capture_output=True, env=environment, timeout=120, check=False
    )


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_closed_streams_are_no_fault(unbuffered: str) -> None:
    done = shell("training config show --json >&- 2>&- <&-", PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 0
    assert done.stdout + done.stderr == b""


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_behind_standard_output_is_reported_in_a_line(unbuffered: str) -> None:
    done = shell("training config show > /dev/full", PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: standard output could not be written: No space left")
    assert done.stderr.count(b"\n") == 1


def test_a_full_disk_behind_standard_error_is_no_fault() -> None:
    assert shell("training config show 2> /dev/full").returncode == 0


def test_a_reader_that_leaves_is_no_fault() -> None:
    done = shell("training config keys | head -1; exit ${PIPESTATUS[0]}", PYTHONUNBUFFERED="1")
    assert done.returncode == 128 + signal.SIGPIPE
    assert done.stdout.startswith(b"key")
    assert done.stderr == b""


def test_a_run_is_completed_when_nobody_reads_what_it_prints(tmp_path: Path) -> None:
    tiny = "--set training.max_steps=1 --set model.hidden_size=4 --set training.threads=1"
    done = shell(f"training train {tiny} --output {tmp_path} > /dev/full", OMP_NUM_THREADS="1")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    (record,) = tmp_path.glob("*/run.json")
    assert json.loads(record.read_bytes())["status"] == "completed"
