"""A user's program in a Python of its own."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.shims.user_programs import PROGRAM, Outcome, RunPython, run_interpreter

WITHOUT_SHIMS = {"test_installed.py", "test_old_api.py", "test_renames.py"}
NEED_TORCH = {
    "test_every_old_module.py",
    "test_import_forms.py",
    "test_notebooks.py",
    "test_old_api.py",
    "test_running_old_modules.py",
    "test_threads_and_processes.py",
    "test_warnings_as_errors.py",
}
IS_INSTALLED = find_spec("training._legacy") is not None
HAS_TORCH = find_spec("torch") is not None


def _is_ignored(name: str) -> bool:
    needs_shims = not IS_INSTALLED and name not in WITHOUT_SHIMS
    return needs_shims or (not HAS_TORCH and name in NEED_TORCH)


collect_ignore = [
    path.name for path in Path(__file__).parent.glob("test_*.py") if _is_ignored(path.name)
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
