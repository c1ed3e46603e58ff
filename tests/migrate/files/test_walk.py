from __future__ import annotations

from pathlib import Path

import pytest

from training.errors import DataError
from training.migrate.files.walk import SKIPPED, files_below


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("b/y.py", "a.py", "b/x.py", "c/build/z.py", "c/env/pyvenv.cfg", "c/env/z.py"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
    return tmp_path


def names(root: Path, excludes: tuple[str, ...] = ()) -> list[str]:
    return [path.relative_to(root).as_posix() for path in files_below([root], excludes)]


def test_files_come_sorted_and_without_builds_and_environments(tree: Path) -> None:
    assert names(tree) == ["a.py", "b/x.py", "b/y.py"]


@pytest.mark.parametrize("folder", sorted(SKIPPED))
def test_a_folder_that_nobody_wants_is_entered_only_by_name(folder: str, tmp_path: Path) -> None:
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "a.py").write_text("")
    assert names(tmp_path) == []
    assert names(tmp_path / folder) == ["a.py"]


def test_a_file_is_yielded_once_however_often_it_is_reached(tree: Path) -> None:
    roots = [tree / "b" / "x.py", tree / "b", tree]
    found = list(files_below(roots))
    assert len(found) == len(set(found)) == 3


def test_patterns_exclude_as_in_a_gitignore(tree: Path) -> None:
    assert names(tree, ("b/", "!b/x.py")) == ["a.py"]
    (tree / ".gitignore").write_text("*.py\n!a.py\n")
    assert names(tree) == [".gitignore", "a.py"]


def test_links_to_folders_are_not_followed(tree: Path) -> None:
    (tree / "b" / "loop").symlink_to(tree)
    assert names(tree) == ["a.py", "b/x.py", "b/y.py"]


def test_a_root_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no file or folder .*/gone"):
        list(files_below([tmp_path / "gone"]))
