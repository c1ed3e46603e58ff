"""Messages and remaining files when the disk refuses or a signal comes late."""

from __future__ import annotations

import json
import os
import resource
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from training.config import RunConfig
from training.core import resolve_run_config, train
from training.core.data import Dataset, Record
from training.core.export.exported_model import export_model, load_model
from training.core.runs.directory import create_run, locked, open_run
from training.core.trainer.observers.observer import Evaluation, Observer, Step
from training.errors import RunError

SMALL = ["model.hidden_size=8", "model.rows=64", "training.epochs=2", "training.threads=1"]
SPANS = [[0, 8, "NAME"], [18, 23, "PLACE"]]
TEXTS = [f"Ana Ruiz works in Turin, {number}" for number in range(16)]
ITEMS = [Record({"text": one, "annotations": SPANS}, one) for one in TEXTS]
DATA = Dataset(ITEMS[4:], ITEMS[:2], ITEMS[2:4])


def config_of(folder: Path, *overrides: str) -> RunConfig:
    given = [*SMALL, f"output_dir={folder}", *overrides]
    return resolve_run_config(overrides=given, environ={}).config


def limit_files(size: int) -> None:
    """What a full disk does: writing beyond it fails; the signal is ignored by Python."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@contextmanager
def limited(size: int) -> Iterator[None]:
    limit_files(size)
    try:
        yield
    finally:
        limit_files(resource.RLIM_INFINITY)


class FullFrom(Observer):
    """Lets the disk be full from a step on."""

    def __init__(self, step: int) -> None:
        self._step = step

    def on_step_end(self, step: Step) -> None:
        if step.number == self._step:
            limit_files(600)


def test_a_disk_that_takes_neither_checkpoint_nor_record_is_reported_and_the_run_continues_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    directory = tmp_path / "run"
    directory.mkdir()
    config = config_of(tmp_path, "training.checkpoint.every_steps=1")
    try:
        with pytest.raises(RunError, match="the checkpoint cannot be written: File too large"):
            train(config, [FullFrom(1)], DATA, directory)
    finally:
        limit_files(resource.RLIM_INFINITY)
    assert "could not be noted" in caplog.text
    assert "starts over" not in caplog.text
    assert train(config, dataset=DATA, directory=directory).run.record["status"] == "completed"
    assert "no checkpoint was finished: the run starts over" in caplog.text


def test_a_disk_that_takes_no_new_run_is_reported(tmp_path: Path) -> None:
    train(config_of(tmp_path), dataset=DATA)
    with (
        limited(100),
        pytest.raises(RunError, match="run directory cannot be written: File too l"),
    ):
        train(config_of(tmp_path), dataset=DATA)


def test_a_model_that_cannot_be_written_is_reported_and_leaves_nothing(tmp_path: Path) -> None:
    config = config_of(tmp_path)
    _, task_model = load_model(train(config, dataset=DATA).run.checkpoint)
    with limited(1000), pytest.raises(RunError, match=r"model cannot be written.*--resume"):
        export_model(task_model, config, tmp_path / "new/checkpoint")
    assert not any((tmp_path / "new").iterdir())


def test_numbers_json_cannot_express_do_not_break_the_record(tmp_path: Path) -> None:
    run = create_run(tmp_path, "run", "")
    run.update(metrics={"test": {"loss": float("nan"), "per_entity": {"A": {"f1": 0.5}}}})
    text = (run.directory / "run.json").read_text()
    assert json.loads(text, parse_constant=pytest.fail)["metrics"]["test"] == {
        "loss": None,
        "per_entity": {"A": {"f1": 0.5}},
    }


class SignalAtTheEnd(Observer):
    """Sends a signal while the last evaluation is reported, when no step comes any more."""

    def on_evaluation(self, evaluation: Evaluation) -> None:
        if evaluation.epoch == 2 and evaluation.split == "validation":
            os.kill(os.getpid(), signal.SIGTERM)


def test_a_signal_after_the_last_step_ends_the_run_and_it_continues_later(tmp_path: Path) -> None:
    directory = tmp_path / "run"
    directory.mkdir()
    config = config_of(tmp_path)
    with pytest.raises(SystemExit) as ended:
        train(config, [SignalAtTheEnd()], DATA, directory)
    assert ended.value.code == 143
    assert open_run(str(directory)).record["status"] == "interrupted"
    assert train(config, dataset=DATA, directory=directory).test


class Failing(Observer):
    """Fails after a step, and notes which threads still write then."""

    def on_step_end(self, step: Step) -> None:
        if step.number == 3:
            raise ZeroDivisionError

    def on_fit_end(self, status: str, metrics: Mapping[str, Any]) -> None:
        self.writing = [one.name for one in threading.enumerate() if "checkpoint" in one.name]


def test_a_failed_run_leaves_no_thread_that_writes(tmp_path: Path) -> None:
    observer = Failing()
    config = config_of(tmp_path, "training.checkpoint.every_steps=1", "training.batch_size=2")
    with pytest.raises(ZeroDivisionError):
        train(config, [observer], DATA)
    assert observer.writing == []


def test_what_checkpoints_cost_is_in_the_record_also_of_a_resumed_run(tmp_path: Path) -> None:
    directory = tmp_path / "run"
    directory.mkdir()
    config = config_of(tmp_path)
    with pytest.raises(SystemExit):
        train(config, [SignalAtTheEnd()], DATA, directory)
    first = open_run(str(directory)).record["checkpoints"]
    assert first["written"] == 2
    assert first["stalled_seconds"] > 0
    assert train(config, dataset=DATA, directory=directory).run.record["checkpoints"] == first


def test_a_run_that_somebody_finished_meanwhile_is_not_begun_again(tmp_path: Path) -> None:
    run = train(config_of(tmp_path), dataset=DATA).run
    with locked(run.directory), pytest.raises(RunError, match=f"another process .id {os.getpid()}"):
        train(config_of(tmp_path), dataset=DATA, directory=run.directory)
    with pytest.raises(RunError, match="never overwritten"):
        train(config_of(tmp_path), dataset=DATA, directory=run.directory)
