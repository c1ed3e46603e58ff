from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from training.core.runs import environment as module
from training.core.runs.environment import code_state


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME"):
        monkeypatch.setenv(name, "test@example.org")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "test@example.org")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    module._state.cache_clear()
    yield tmp_path
    module._state.cache_clear()


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


def committed(folder: Path) -> None:
    git("init", "-q")
    (folder / "model.py").write_text("x = 1\n")
    git("add", ".")
    git("commit", "-q", "-m", "first")


def now() -> dict[str, object]:
    module._state.cache_clear()
    state = code_state()
    assert state is not None
    return state


def test_outside_of_a_repository_nothing_is_known(folder: Path) -> None:
    assert code_state() is None


def test_without_git_nothing_is_known(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    committed(folder)
    monkeypatch.setenv("PATH", "")
    assert code_state() is None


def test_a_clean_checkout_is_its_commit(folder: Path) -> None:
    committed(folder)
    state = now()
    assert state["dirty"] is False
    assert len(str(state["commit"])) == 40


def test_changes_to_tracked_files_count_and_are_reported_apart(folder: Path) -> None:
    committed(folder)
    states = []
    for text in ("x = 2\n", "x = 3\n"):
        (folder / "model.py").write_text(text)
        states.append(now())
    assert [one["dirty"] for one in states] == [True, True]
    assert states[0]["changes"] != states[1]["changes"]


def test_new_python_files_count_and_outputs_do_not(folder: Path) -> None:
    committed(folder)
    (folder / "runs").mkdir()
    (folder / "runs" / "run.json").write_text("{}")
    assert now()["dirty"] is False
    (folder / "new.py").write_text("y = 1\n")
    assert now()["dirty"] is True


def test_a_repository_without_a_commit_is_no_error(folder: Path) -> None:
    git("init", "-q")
    assert now()["commit"] is None


def test_settings_of_a_repository_start_no_program(folder: Path) -> None:
    committed(folder)
    hook = folder / "hook.sh"
    hook.write_text(f"#!/bin/sh\ntouch {folder / 'started'}\n")
    hook.chmod(0o755)
    git("config", "core.fsmonitor", str(hook))
    (folder / "model.py").write_text("x = 2\n")
    assert now()["dirty"] is True
    assert not (folder / "started").exists()
