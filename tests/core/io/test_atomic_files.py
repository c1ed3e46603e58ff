from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from training.core.io.atomic_files import (
    is_below,
    is_file_name,
    open_to_append,
    settle,
    write_bytes,
    write_text,
)


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


def test_a_file_of_a_run_is_opened_without_following_a_link(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    foreign.write_text("words")
    (tmp_path / "link").symlink_to(foreign)
    with pytest.raises(OSError, match="symbolic link"):
        open_to_append(tmp_path / "link")
    (tmp_path / "nowhere").symlink_to(tmp_path / "new")
    with pytest.raises(OSError, match="symbolic link"):
        open_to_append(tmp_path / "nowhere")
    assert not (tmp_path / "new").exists()
    assert foreign.read_text() == "words"


def test_a_pipe_in_place_of_a_file_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="no regular file"):
        open_to_append(tmp_path / "pipe")


def test_what_is_opened_grows_at_its_end_and_can_be_cut(tmp_path: Path) -> None:
    for part in (b"one", b"two"):
        with open_to_append(tmp_path / "file") as file:
            file.write(part)
    with open_to_append(tmp_path / "file") as file:
        file.truncate(4)
    assert (tmp_path / "file").read_bytes() == b"onet"


@pytest.mark.parametrize("path", ["", ".", "..", "/etc/passwd", "../x", "a/../../x", "a/..", "a\0"])
def test_a_path_from_outside_that_leaves_its_folder_is_found(path: str) -> None:
    assert not is_below(path)
    assert not is_file_name(path)


def test_a_path_from_outside_that_stays_in_its_folder_is_found() -> None:
    assert all(map(is_below, ("a", "a/b", "..a", "checkpoint/model.safetensors", "ä b")))
    assert not is_file_name("a/b")
