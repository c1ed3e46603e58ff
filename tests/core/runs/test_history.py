"""The history of a run that was stopped, when somebody or something damaged it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from training.config import RunConfig
from training.core import resolve_run_config, train
from training.core.data import Dataset, Record
from training.core.runs.directory import open_run
from training.core.runs.history import damage_of, history_mark, read_history, readable_history
from training.core.trainer.observers.observer import Observer, Step
from training.errors import RunError

SMALL = ["model.hidden_size=8", "model.rows=64", "training.epochs=3", "training.threads=1"]
ITEM = {"text": "Ana Ruiz works in Turin", "annotations": [[0, 8, "NAME"], [18, 23, "PLACE"]]}
ITEMS = [Record(ITEM, f"item {number}") for number in range(12)]
DATA = Dataset(ITEMS, ITEMS[:2])


def config_of(folder: Path) -> RunConfig:
    given = [*SMALL, "training.batch_size=4", "logging.log_every_steps=1"]
    return resolve_run_config(overrides=[*given, f"output_dir={folder}"], environ={}).config


class StopAt(Observer):
    def __init__(self, step: int) -> None:
        self._step = step

    def on_step_end(self, step: Step) -> None:
        if step.number == self._step:
            raise KeyboardInterrupt


@pytest.fixture
def stopped(tmp_path: Path) -> Path:
    """A run that was stopped after its sixth step of nine; its checkpoint is of that step."""
    directory = tmp_path / "run"
    directory.mkdir()
    with pytest.raises(KeyboardInterrupt):
        train(config_of(tmp_path), [StopAt(8)], DATA, directory)
    return directory


def cut_within_a_line(path: Path) -> None:
    os.truncate(path, 100)


def cut_a_line(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[1:]))


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[20] ^= 1
    path.write_bytes(bytes(content))


def empty(path: Path) -> None:
    os.truncate(path, 0)


def swap_lines(path: Path) -> None:
    first, second, *others = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([second, first, *others]))


@pytest.mark.parametrize(
    "damage", [cut_within_a_line, cut_a_line, flip, empty, swap_lines, Path.unlink]
)
def test_lost_history_is_reported_on_resume_and_ever_after(
    stopped: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: Callable[[Path], None]
) -> None:
    damage(stopped / "metrics.jsonl")
    result = train(config_of(tmp_path), dataset=DATA, directory=stopped)
    assert "the history of the run was damaged" in caplog.text
    assert result.run.record["status"] == "completed"
    (problem,) = damage_of(stopped, open_run(str(stopped)).record)
    assert problem.startswith("before step 7: ")
    assert "metrics.jsonl" in problem
    rows = list(readable_history(stopped / "metrics.jsonl"))
    assert [row["step"] for row in rows if row["split"] == "train"][-3:] == [7, 8, 9]


def test_whole_history_of_a_resumed_run_is_that_of_one_never_stopped(
    stopped: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    whole = train(config_of(tmp_path), dataset=DATA).run
    resumed = train(config_of(tmp_path), dataset=DATA, directory=stopped).run
    assert history_mark(resumed.directory) == history_mark(whole.directory)
    assert resumed.record["history"] == history_mark(whole.directory)
    assert damage_of(stopped, open_run(str(stopped)).record) == []
    assert "damaged" not in caplog.text


def test_history_that_changes_after_the_end_is_noticed(stopped: Path, tmp_path: Path) -> None:
    train(config_of(tmp_path), dataset=DATA, directory=stopped)
    flip(stopped / "metrics.jsonl")
    (problem,) = damage_of(stopped, open_run(str(stopped)).record)
    assert "are not as they were written" in problem


def test_history_that_is_a_link_is_never_cut(stopped: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.txt"
    foreign.write_text("somebody else's words\n" * 1000)
    before = foreign.read_bytes()
    (stopped / "metrics.jsonl").unlink()
    (stopped / "metrics.jsonl").symlink_to(foreign)
    with pytest.raises(RunError, match="a link or no regular file"):
        train(config_of(tmp_path), dataset=DATA, directory=stopped)
    assert foreign.read_bytes() == before


def test_the_line_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    path.write_bytes(b'{"step": 1}\n\xff\xfe\n' + b"[" * 100_000 + b'\n{"step": 2}\n')
    with pytest.raises(RunError, match=r"metrics.jsonl:2: the line is damaged"):
        list(read_history(path))
    assert [row["step"] for row in readable_history(path)] == [1, 2]


def test_an_edited_configuration_is_not_trained_under_the_old_name(
    stopped: Path, tmp_path: Path
) -> None:
    path = stopped / "config.yaml"
    text = path.read_text()
    path.write_text(text.replace("hidden_size: 8", "hidden_size: 16"))
    with pytest.raises(RunError, match=r"`model\.hidden_size` was 8 and is 16.*Put the old values"):
        train(config_of(tmp_path), dataset=DATA, directory=stopped)
    path.write_text(text)
    train(config_of(tmp_path), dataset=DATA, directory=stopped)


def test_what_does_not_decide_the_result_may_be_edited(stopped: Path, tmp_path: Path) -> None:
    path = stopped / "config.yaml"
    path.write_text(path.read_text().replace("log_every_steps: 1\n", "log_every_steps: 2\n"))
    train(config_of(tmp_path), dataset=DATA, directory=stopped)


def test_runs_of_older_versions_recorded_no_marks_and_continue(
    stopped: Path, tmp_path: Path
) -> None:
    record = json.loads((stopped / "run.json").read_text())
    for key in ("deciding", "history"):
        record.pop(key, None)
    (stopped / "run.json").write_text(json.dumps(record))
    assert train(config_of(tmp_path), dataset=DATA, directory=stopped).run.record["history"]


def test_to_resume_cuts_no_file_that_has_another_name(stopped: Path, tmp_path: Path) -> None:
    """Backups that link files instead of copying them keep what they hold."""
    backup = tmp_path / "backup.jsonl"
    backup.hardlink_to(stopped / "metrics.jsonl")
    before = backup.read_bytes()
    train(config_of(tmp_path), (), DATA, stopped)
    assert backup.read_bytes() == before
    steps = [row["step"] for row in read_history(stopped / "metrics.jsonl")]
    assert steps == sorted(steps)
    assert backup.stat().st_nlink == 1


@pytest.mark.parametrize("name", ["checkpoints", "checkpoint"])
def test_to_resume_writes_and_deletes_nothing_through_a_link(
    stopped: Path, tmp_path: Path, name: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    if name == "checkpoints":
        (stopped / name).rename(elsewhere)
    else:
        elsewhere.mkdir()
        (elsewhere / "precious").write_text("of somebody else")
    (stopped / name).symlink_to(elsewhere)
    before = {path: path.stat().st_mtime_ns for path in elsewhere.rglob("*")}
    with pytest.raises(RunError, match=f"run/{name}: this is a symbolic link"):
        train(config_of(tmp_path), (), DATA, stopped)
    assert {path: path.stat().st_mtime_ns for path in elsewhere.rglob("*")} == before
