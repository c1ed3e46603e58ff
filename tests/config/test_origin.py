from __future__ import annotations

from pathlib import Path

import pytest

from training.config.origin import dotted, file_origin, shown_path


def test_files_below_the_working_directory_are_shown_relative_and_others_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    assert str(file_origin(work / "configs" / "a.yaml", 12)) == "configs/a.yaml:12"
    assert shown_path(tmp_path / "b.yaml") == str(tmp_path / "b.yaml")


def test_a_path_is_shown_whole_when_the_working_directory_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert shown_path(Path("/data/a.yaml")) == "/data/a.yaml"


def test_key_paths_are_written_as_users_write_them() -> None:
    assert dotted(("logging", "trackers", 0, "name")) == "logging.trackers[0].name"
    assert dotted((0, "a")) == "[0].a"
    assert dotted(()) == ""


def test_two_origins_at_one_place_are_equal_however_the_value_was_written(tmp_path: Path) -> None:
    assert file_origin(tmp_path, 1, "1_0") == file_origin(tmp_path, 1, "10")
    assert file_origin(tmp_path, 1) != file_origin(tmp_path, 2)
