from __future__ import annotations

from pathlib import Path

from training.core.checkpoints.layout import (
    MANIFEST,
    checkpoint_folders,
    folder_for,
    owner_marker,
)


def test_a_folder_is_found_again_by_its_name_newest_first(tmp_path: Path) -> None:
    made = [folder_for(tmp_path, 20, 1), folder_for(tmp_path, 20, 12), folder_for(tmp_path, 3, 1)]
    made.append(folder_for(tmp_path, 123_456_789, 2))
    for one in made:
        one.path.mkdir()
    found = checkpoint_folders(tmp_path)
    assert [(one.step, one.attempt) for one in found] == [
        (123_456_789, 2),
        (20, 12),
        (20, 1),
        (3, 1),
    ]
    assert found == sorted(made, reverse=True)
    assert made[0].name == "step-00000020"
    assert made[1].name == "step-00000020-12"


def test_other_folders_files_and_links_are_no_checkpoints(tmp_path: Path) -> None:
    for name in ("step-1", "step-00000020-1", "step-00000020-02", "step-00000020.bak", "other"):
        (tmp_path / name).mkdir()
    (tmp_path / "step-00000030").touch()
    (tmp_path / "step-00000040").symlink_to(tmp_path / "other")
    assert checkpoint_folders(tmp_path) == []
    assert checkpoint_folders(tmp_path / "missing") == []


def test_a_checkpoint_is_finished_when_there_is_a_manifest(tmp_path: Path) -> None:
    folder = folder_for(tmp_path, 1, 1)
    folder.path.mkdir()
    assert not folder.is_finished()
    (folder.path / MANIFEST).touch()
    assert folder.is_finished()


def test_the_mark_of_an_owner_is_a_plain_hidden_name_for_any_run() -> None:
    marks = {owner_marker(run_id) for run_id in ("a", "a/b", "x" * 1000)}
    assert len(marks) == 3
    assert all(len(mark) == 23 and "/" not in mark and mark[0] == "." for mark in marks)
