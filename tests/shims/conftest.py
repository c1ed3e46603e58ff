"""A user's program in a Python of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from user_programs import PROGRAM
from user_programs import Outcome
from user_programs import RunPython
from user_programs import run_interpreter


@pytest.fixture
def run_python(tmp_path: Path) -> RunPython:
    """Run ``python FLAGS user_code.py``, or ``python FLAGS`` without a source."""

    def run(source: str | None, *flags: str) -> Outcome:
        program = [] if source is None else [PROGRAM]
        (tmp_path / PROGRAM).write_text(source or "")
        done = run_interpreter(tmp_path, *flags, *program)
        return Outcome(done.returncode, done.stdout, done.stderr)

    return run
