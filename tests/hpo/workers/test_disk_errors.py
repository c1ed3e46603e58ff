from __future__ import annotations

import errno
from pathlib import Path

from training.errors import RunError
from training.hpo.workers.disk_errors import refusal_words


def test_the_file_that_a_disk_refused_is_named(tmp_path: Path) -> None:
    error = RunError("the checkpoint cannot be written. Resume with --resume.")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device", str(tmp_path / "x.json"))
    words = refusal_words(error)
    assert words.endswith("x.json: cannot be written: the disk is full (No space left on device).")
    assert "--resume" not in words


def test_another_error_keeps_its_words() -> None:
    assert refusal_words(OSError(errno.ENOSPC, "full")) == f"[Errno {errno.ENOSPC}] full"
    assert refusal_words(RunError("damaged")) == "damaged"
