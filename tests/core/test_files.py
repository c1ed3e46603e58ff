from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from training.core.files import settle
from training.core.files import write_bytes
from training.core.files import write_text


@pytest.fixture
def umask() -> Iterator[int]:
    before = os.umask(0o027)
    yield 0o027
    os.umask(before)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_files_have_the_rights_of_any_new_file(tmp_path: Path, umask: int) -> None:
    write_text(tmp_path / "record", "text")
    (tmp_path / "model").touch(0o600)
    settle(tmp_path / "model")
    assert rights(tmp_path / "record") == rights(tmp_path / "model") == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model", "record"]


def test_given_rights_are_kept(tmp_path: Path) -> None:
    write_bytes(tmp_path / "script", b"#!", mode=0o755)
    assert rights(tmp_path / "script") == 0o755


def test_threads_that_write_leave_the_rights_of_the_process_alone(
    tmp_path: Path, umask: int
) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: write_text(tmp_path / f"{number}", "x"), range(200)))
    assert {rights(path) for path in tmp_path.iterdir()} == {0o640}
    assert os.umask(umask) == umask


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write_text(tmp_path / "folder", "text")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
