"""A user's program in a Python of its own."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from user_programs import PROGRAM
from user_programs import Outcome
from user_programs import RunPython
from user_programs import run_interpreter

WITHOUT_SHIMS = {"test_installed.py", "test_old_api.py", "test_renames.py"}
IS_INSTALLED = find_spec("training._legacy") is not None

collect_ignore = [
    path.name
    for path in Path(__file__).parent.glob("test_*.py")
    if not IS_INSTALLED and path.name not in WITHOUT_SHIMS
]


@pytest.fixture
def run_python(tmp_path: Path) -> RunPython:
    """Run ``python FLAGS user_code.py``, or ``python FLAGS`` without a source."""

    def run(source: str | None, *flags: str) -> Outcome:
        program = [] if source is None else [PROGRAM]
        (tmp_path / PROGRAM).write_text(source or "")
        done = run_interpreter(tmp_path, *flags, *program)
        return Outcome(done.returncode, done.stdout, done.stderr)

    return run
