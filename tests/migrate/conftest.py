from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from training.migrate.fix import FileFix, Fixing

Cli = Callable[..., Any]
Rewrite = Callable[..., str]


def fix_folder(folder: Path, *, unsafe: bool = False, write: bool = True) -> dict[str, FileFix]:
    """Fix a folder and return what was done, by file name."""
    fixes = Fixing(unsafe=unsafe, write=write).fix_paths([folder])
    return {fix.report.path.relative_to(folder).as_posix(): fix for fix in fixes}


@pytest.fixture
def rewrite(tmp_path: Path) -> Rewrite:
    """Write a file, fix it and return what it holds then."""

    def run(text: str, name: str = "code.py", unsafe: bool = False) -> str:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        for fix in Fixing(unsafe=unsafe).fix_paths([file]):
            assert not fix.report.problems
        return file.read_bytes().decode()

    return run
