from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from training.errors import ConfigError
from training.hpo.utils import (
    create_mlflow_run_name,
    create_study_name,
    generate_run_id,
    resolve_hpo_output_dir,
    setup_checkpoint_storage,
)

STORED = {"enabled": True, "study_name": "notes_{backbone}"}


def test_a_run_id_is_a_moment() -> None:
    assert re.fullmatch(r"\d{8}_\d{6}", generate_run_id())


@pytest.mark.parametrize(
    ("resumes", "checkpoint", "hpo", "name"),
    [
        (False, None, None, "hpo_bilstm_r1"),
        (True, None, None, "hpo_bilstm"),
        (False, {"enabled": True}, None, "hpo_bilstm"),
        (False, {"enabled": True, "auto_resume": False}, None, "hpo_bilstm_r1"),
        (False, STORED, None, "notes_bilstm"),
        (False, None, {"checkpoint": STORED}, "notes_bilstm"),
    ],
)
def test_a_study_that_lasts_has_a_name_that_lasts(
    resumes: bool, checkpoint: Any, hpo: Any, name: str
) -> None:
    assert create_study_name("bilstm", "r1", resumes, checkpoint, hpo) == name


def test_an_unknown_placeholder_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"unknown placeholder; known: \{backbone\}"):
        create_study_name("b", "r", False, {"study_name": "x_{backbon}"})


def test_tracked_runs_are_named_after_the_stored_study() -> None:
    assert create_mlflow_run_name("b", "r") == "hpo_b_r"
    assert create_mlflow_run_name("b", "r", "notes", checkpoint_enabled=True) == "notes"
    resumed = create_mlflow_run_name("b", "r", "notes", should_resume=True, checkpoint_enabled=True)
    assert resumed == "notes_resumed_r"


def test_a_stored_study_is_gone_on_with_once_it_is_there(tmp_path: Path) -> None:
    assert setup_checkpoint_storage(tmp_path, None, "b") == (None, None, False)
    path, uri, resumes = setup_checkpoint_storage(tmp_path, {"enabled": True}, "b", "s")
    assert path is not None
    assert (uri, resumes) == (f"sqlite:///{path}", False)
    path.write_text("")
    assert setup_checkpoint_storage(tmp_path, {"enabled": True}, "b", "s")[2]
    once = {"enabled": True, "auto_resume": False}
    assert not setup_checkpoint_storage(tmp_path, once, "b", "s")[2]


def test_a_copy_from_elsewhere_is_asked_for_only_when_there_is_none(tmp_path: Path) -> None:
    asked: list[Path] = []

    def restore(path: Path) -> bool:
        asked.append(path)
        path.write_text("")
        return True

    for _ in range(2):
        path, _uri, resumes = setup_checkpoint_storage(
            tmp_path, {"enabled": True}, "b", "s", restore
        )
        assert resumes
    assert asked == [path]


def test_an_output_folder_means_the_same_in_every_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRATCH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert resolve_hpo_output_dir(Path("$SCRATCH/hpo")) == tmp_path / "hpo"
    assert resolve_hpo_output_dir(Path("hpo")) == tmp_path / "hpo"
