from __future__ import annotations

from pathlib import Path

import pytest

from training.config import RunConfig
from training.config.layers.layer import Layer
from training.config.layers.relative_paths import absolute, anchored, path_keys, unusable_paths
from training.config.origin import Origin, file_origin

KEY = ("data", "path")


def layer(path: str, origin: Origin) -> Layer:
    return Layer({"data": {"path": path}}, {KEY: origin})


def test_a_path_in_a_file_belongs_to_the_folder_of_the_file(tmp_path: Path) -> None:
    given = layer("notes.jsonl", file_origin(tmp_path / "configs" / "a.yaml", 3))
    assert anchored(given, RunConfig).values["data"]["path"] == f"{tmp_path}/configs/notes.jsonl"
    assert given.values["data"]["path"] == "notes.jsonl"


def test_a_path_from_the_command_line_belongs_to_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = layer("notes.jsonl", Origin("override", "--set"))
    assert anchored(given, RunConfig).values["data"]["path"] == f"{tmp_path}/notes.jsonl"


def test_a_link_keeps_its_name_and_detours_are_taken_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "real.json").touch()
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "real.json")
    assert absolute(tmp_path / "a", "../link.jsonl") == f"{tmp_path}/link.jsonl"
    monkeypatch.setenv("HOME", "/home/ana")
    assert absolute(tmp_path, "~/x") == "/home/ana/x"
    assert absolute(tmp_path, "~x") == f"{tmp_path}/~x"


def test_the_output_directory_is_not_anchored() -> None:
    assert KEY in path_keys(RunConfig)
    assert ("output_dir",) not in path_keys(RunConfig)


@pytest.mark.parametrize(
    ("path", "fault"),
    [("a\0b", "NUL"), ("x" * 256, "too long"), ("x/" * 2048, "too long")],
)
def test_a_path_that_no_file_system_takes_is_a_problem_with_its_place(
    path: str, fault: str
) -> None:
    (problem,) = unusable_paths(layer(path, Origin("override", "--set data.path")), RunConfig)
    assert problem.place == "--set data.path"
    assert fault in problem.text
    assert problem.path == KEY


@pytest.mark.parametrize("path", ["x" * 255, "é" * 127, ("x" * 254 + "/") * 16])
def test_the_longest_path_is_none(path: str) -> None:
    assert unusable_paths(layer(path, Origin("override", "--set")), RunConfig) == []
