from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import pytest

from training.core import load_model, resolve_run_config, train
from training.core.data import Dataset, Record
from training.core.tasks.token_classification.task import TokenClassification
from training.core.trainer import train_model
from training.core.trainer.observers.observer import FitPlan, Observer, Step
from training.errors import ConfigError, DataError, RunError

SMALL = ["model.hidden_size=8", "model.rows=64", "training.epochs=2", "training.threads=1"]
ITEM = {"text": "Ana Ruiz works in Turin", "annotations": [[0, 8, "NAME"], [18, 23, "PLACE"]]}
OLD = {"training": {"epochs": 1, "batch_size": 4}, "model": {"hidden_size": 4, "rows": 32}}


def records(count: int = 12) -> Dataset[Record]:
    items = [Record(ITEM, f"item {number}") for number in range(count)]
    return Dataset(items, items[:2], items[:2])


def test_a_run_leaves_a_complete_folder_and_a_model_that_loads(tmp_path: Path) -> None:
    config = resolve_run_config(overrides=[*SMALL, f"output_dir={tmp_path}"], environ={}).config
    result = train(config, dataset=records())
    record = json.loads((result.run.directory / "run.json").read_text())
    assert record["status"] == "completed"
    assert record["metrics"]["test"] == result.test
    assert (result.run.directory / "metrics.jsonl").read_text().count('"validation"') == 2
    _, task_model = load_model(result.run.checkpoint)
    assert task_model.schema == {"labels": ["NAME", "PLACE"], "words": "spaces"}


def test_the_record_counts_the_checkpoints_of_all_sessions_of_a_run(tmp_path: Path) -> None:
    class Interrupt(Observer):
        def on_step_end(self, step: Step) -> None:
            if step.number == 4:
                signal.raise_signal(signal.SIGINT)

    settings = [*SMALL, "training.batch_size=4", f"output_dir={tmp_path}"]
    config = resolve_run_config(overrides=settings, environ={}).config
    with pytest.raises(KeyboardInterrupt):
        train(config, [Interrupt()], dataset=records())
    (record,) = tmp_path.glob("*/run.json")
    first = json.loads(record.read_text())["checkpoints"]
    assert first["written"] == 2, "after the evaluation at step 3 and at the stop"
    train(config, dataset=records(), directory=record.parent)
    second = json.loads(record.read_text())["checkpoints"]
    assert second["written"] == 3, "and after the evaluation at step 6"
    assert second["stalled_seconds"] >= first["stalled_seconds"]


def test_the_same_seed_gives_the_same_numbers(tmp_path: Path) -> None:
    config = resolve_run_config(overrides=[*SMALL, f"output_dir={tmp_path}"], environ={}).config
    assert train(config, dataset=records()).test == train(config, dataset=records()).test


def test_an_interrupted_run_says_so(tmp_path: Path) -> None:
    class Interrupt(Observer):
        def on_step_end(self, step: Step) -> None:
            raise KeyboardInterrupt

    config = resolve_run_config(overrides=[*SMALL, f"output_dir={tmp_path}"], environ={}).config
    with pytest.raises(KeyboardInterrupt):
        train(config, [Interrupt()], dataset=records())
    (record,) = tmp_path.glob("*/run.json")
    assert json.loads(record.read_text())["status"] == "interrupted"


def test_an_observer_that_exits_is_an_error_and_the_run_has_failed(tmp_path: Path) -> None:
    class Exit(Observer):
        def on_step_end(self, step: Step) -> None:
            sys.exit(0)

    config = resolve_run_config(overrides=[*SMALL, f"output_dir={tmp_path}"], environ={}).config
    with pytest.raises(RuntimeError, match=r"test_train\.py, line \d+, in `on_step_end`"):
        train(config, [Exit()], dataset=records())
    (record,) = tmp_path.glob("*/run.json")
    assert json.loads(record.read_text())["status"] == "failed"


@pytest.mark.parametrize("given", ["relative", "into"])
def test_a_run_stays_in_one_folder_when_a_hook_or_task_changes_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    elsewhere, here = tmp_path / "elsewhere", tmp_path / "here"
    for folder in (elsewhere, here):
        folder.mkdir()
    monkeypatch.chdir(here)
    parse = TokenClassification.parse

    def leaving(task: TokenClassification, record: Record) -> object:
        os.chdir(elsewhere)
        return parse(task, record)

    class Leave(Observer):
        def on_step_end(self, step: Step) -> None:
            os.chdir(elsewhere)

    if given == "relative":
        monkeypatch.setattr(TokenClassification, "parse", leaving)
    else:
        (here / "out").mkdir()
    config = resolve_run_config(overrides=[*SMALL, "output_dir=runs"], environ={}).config
    directory = Path("out") if given == "into" else None
    run = train(config, [Leave()], dataset=records(), directory=directory).run
    assert Path.cwd() == elsewhere
    assert list(elsewhere.iterdir()) == []
    names = {path.name for path in run.directory.iterdir()}
    assert {"run.json", "config.yaml", "metrics.jsonl", "checkpoint", "checkpoints"} <= names
    assert run.directory.parent == (here if given == "into" else here / "runs")
    assert (here / "runs/.cache").is_dir()
    assert "output_dir: runs\n" in (run.directory / "config.yaml").read_text()


@pytest.mark.parametrize("hook", ["on_fit_start", "on_step_end"])
def test_a_hook_that_changes_the_schema_exports_no_model(tmp_path: Path, hook: str) -> None:
    class Swap(Observer):
        def on_fit_start(self, plan: FitPlan) -> None:
            self.labels = plan.task_model.schema["labels"]
            self.swap("on_fit_start")

        def on_step_end(self, step: Step) -> None:
            self.swap("on_step_end")

        def swap(self, here: str) -> None:
            if here == hook and self.labels == ["NAME", "PLACE"]:
                self.labels.reverse()

    config = resolve_run_config(overrides=[*SMALL, f"output_dir={tmp_path}"], environ={}).config
    with pytest.raises(RunError, match=f"changed `task_model.schema` in `{hook}`"):
        train(config, [Swap()], dataset=records())
    assert not list(tmp_path.glob("*/checkpoint"))


def test_bad_documents_leave_nothing_behind(tmp_path: Path) -> None:
    config = resolve_run_config(overrides=[*SMALL, f"output_dir={tmp_path}/new"], environ={}).config
    bad = Dataset([Record({"text": 3}, "item 0")])
    with pytest.raises(DataError, match="item 0"):
        train(config, dataset=bad)
    assert not (tmp_path / "new").exists()


def test_the_old_call_returns_the_old_keys_and_never_overwrites(tmp_path: Path) -> None:
    dataset = {"train": [ITEM] * 8, "validation": [ITEM] * 2}
    metrics = train_model(OLD, dataset, tmp_path / "out")
    assert {"macro-f1", "macro-f1-span", "loss", "per_entity"} <= set(metrics)
    assert (tmp_path / "out/checkpoint/model.safetensors").is_file()
    with pytest.raises(ValueError, match="never overwritten"):
        train_model(OLD, dataset, tmp_path / "out")


def test_what_the_old_code_ignored_is_done(tmp_path: Path) -> None:
    config = {**OLD, "model": {"decoding": {"use_crf": True}, **OLD["model"]}}
    train_model(config, {"train": [ITEM] * 8}, tmp_path / "out")
    exported = json.loads((tmp_path / "out/checkpoint/config.json").read_text())
    assert exported["task"]["head"] == "crf"


class Adapter:
    """What platforms hand over: it takes numbers, and no step."""

    def __init__(self) -> None:
        self.told: list[dict[str, float]] = []

    def log_metrics(self, metrics: dict[str, float]) -> None:
        self.told.append(metrics)


def test_an_object_of_the_caller_receives_the_numbers(tmp_path: Path) -> None:
    adapter = Adapter()
    dataset = {"train": [ITEM] * 8, "validation": [ITEM] * 2}
    metrics = train_model(OLD, dataset, tmp_path / "out", tracker=adapter)
    assert adapter.told[-1]["macro-f1"] == metrics["macro-f1"]
    assert "per_entity" not in adapter.told[-1]


def test_an_object_that_cannot_be_told_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="`log_metrics"):
        train_model(OLD, {"train": [ITEM] * 8}, tmp_path / "out", tracker=object())
    assert not (tmp_path / "out").exists()


def test_every_epoch_of_batches_by_tokens_has_as_many_steps(tmp_path: Path) -> None:
    steps: list[int] = []

    class Count(Observer):
        def on_step_end(self, step: Step) -> None:
            steps.append(step.epoch)

    words = ["Ana Ruiz works in Turin" + " and in Rome" * number for number in range(40)]
    items = [
        Record({"text": text, "annotations": [[0, 8, "NAME"]]}, f"item {number}")
        for number, text in enumerate(words)
    ]
    given = [*SMALL, "training.epochs=8", "training.batch_tokens=256", f"output_dir={tmp_path}"]
    config = resolve_run_config(overrides=given, environ={}).config
    train(config, [Count()], dataset=Dataset(items, items[:1], items[:1]))
    assert {steps.count(epoch) for epoch in range(1, 9)} == {steps.count(1)}


def test_a_configuration_with_a_password_starts_no_run(tmp_path: Path) -> None:
    settings = [*SMALL, f"output_dir={tmp_path}", "data.path=https://me:t0psecret@host/data"]
    config = resolve_run_config(overrides=settings, environ={}).config
    with pytest.raises(ConfigError, match="carries a password"):
        train(config, dataset=records())
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_callbacks_that_exclude_each_other_start_no_run(tmp_path: Path) -> None:
    settings = [*SMALL, f"output_dir={tmp_path}", "training.callbacks=[swa, ema]"]
    config = resolve_run_config(overrides=settings, environ={}).config
    with pytest.raises(ConfigError, match="`swa` and `ema` exclude each other"):
        train(config, dataset=records())
    assert list(tmp_path.iterdir()) == []
