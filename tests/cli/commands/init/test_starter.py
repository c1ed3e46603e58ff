from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from training.cli.commands.init.starter import write_starter
from training.errors import UserError


def test_the_files_of_a_project_are_written_in_the_order_to_read_them(tmp_path: Path) -> None:
    written = write_starter(tmp_path / "new" / "project")
    assert all(path.is_file() and path.stat().st_size for path in written)
    depths = [len(path.relative_to(tmp_path).parts) for path in written]
    assert depths == sorted(depths)
    for path in written:
        if path.suffix == ".yaml":
            assert isinstance(yaml.safe_load(path.read_text()), dict)


def test_nothing_is_written_when_a_file_is_there_already(tmp_path: Path) -> None:
    last = write_starter(tmp_path / "a")[-1].relative_to(tmp_path / "a")
    (tmp_path / "b" / last).parent.mkdir(parents=True)
    (tmp_path / "b" / last).write_text("mine")
    with pytest.raises(UserError, match="would be overwritten; nothing was written"):
        write_starter(tmp_path / "b")
    files = [path for path in (tmp_path / "b").rglob("*") if path.is_file()]
    assert [path.read_text() for path in files] == ["mine"]


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path: Path) -> None:
    first = write_starter(tmp_path / "a")[0].name
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / first).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UserError, match="would be overwritten"):
        write_starter(tmp_path / "b")
    assert not (tmp_path / "elsewhere").exists()


def test_other_files_are_left_alone_and_a_folder_that_cannot_be_made_is_named(
    tmp_path: Path,
) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    write_starter(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    with pytest.raises(UserError, match=r"notes.txt: the project cannot be written here"):
        write_starter(tmp_path / "notes.txt")
