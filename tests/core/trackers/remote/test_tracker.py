from __future__ import annotations

import json
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.core.trackers.ledger import LedgerServer, LedgerTracker
from training.core import resolve_run_config, train
from training.core.data import Dataset, Record
from training.core.runs.directory import start_run
from training.core.runs.provenance import Parent, Provenance
from training.core.trackers.remote.inventory import Sync, find_queues, state_of
from training.core.trainer.observers.observer import Observer, Step

ITEM = {"text": "Ana Ruiz works in Turin", "annotations": [[0, 8, "NAME"], [18, 23, "PLACE"]]}
ITEMS = [Record(ITEM, f"item {number}") for number in range(12)]
DATASET = Dataset(ITEMS, ITEMS[:2], ITEMS[:2])
pytestmark = pytest.mark.usefixtures("ledger_plugin")


def settings(url: str, runs: Path) -> list[str]:
    return [
        "model.hidden_size=4",
        "model.embedding_size=4",
        "model.rows=32",
        "training.epochs=3",
        "training.batch_size=4",
        "training.threads=1",
        "logging.log_every_steps=1",
        "logging.trackers=[jsonl, ledger-book]",
        f"logging.ledger_book.url={url}",
        f"output_dir={runs}",
    ]


class StopAt(Observer):
    """Sends the process the signal of Ctrl-C at a step."""

    def __init__(self, step: int) -> None:
        self._step = step

    def on_step_end(self, step: Step) -> None:
        if step.number == self._step:
            signal.raise_signal(signal.SIGINT)


def recorded(run: Path) -> list[tuple[str, int, int]]:
    rows = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    return [(row["split"], row["epoch"], row["step"]) for row in rows]


def test_a_server_gets_exactly_what_the_run_directory_has(
    ledger: LedgerServer, tmp_path: Path
) -> None:
    config = resolve_run_config(overrides=settings(ledger.url, tmp_path), environ={}).config
    run = train(config, dataset=DATASET).run
    assert ledger.numbers() == recorded(run.directory)
    first, last = ledger.rows[0], ledger.rows[-1]
    assert first["record"]["id"] == run.id
    assert first["parameters"]["model.rows"] == 32
    assert (last["event"], last["status"]) == ("end", "completed")
    assert last["record"]["metrics"] == run.record["metrics"]


@pytest.mark.parametrize("is_up", [True, False])
def test_a_run_that_is_stopped_and_continues_is_recorded_as_if_it_had_not_been(
    ledger: LedgerServer, tmp_path: Path, is_up: bool
) -> None:
    config = resolve_run_config(overrides=settings(ledger.url, tmp_path), environ={}).config
    ledger.is_up = is_up
    with pytest.raises(KeyboardInterrupt):
        train(config, [StopAt(5)], dataset=DATASET)
    (directory,) = (path.parent for path in tmp_path.glob("*/run.json"))
    ledger.is_up = True
    train(config, dataset=DATASET, directory=directory)
    assert sorted(ledger.numbers()) == sorted(recorded(directory))
    ends = [row["status"] for row in ledger.rows if row["event"] == "end"]
    assert ends == ["interrupted", "completed"]


def test_a_killed_process_loses_nothing_and_repeats_nothing(
    ledger: LedgerServer, tmp_path: Path
) -> None:
    runs, config = tmp_path / "runs", settings(ledger.url, tmp_path / "runs")
    program = tmp_path / "program.py"
    program.write_text(_killed_program(config))
    done = subprocess.run([sys.executable, str(program)], capture_output=True, timeout=120)
    assert done.returncode == -signal.SIGKILL, done.stderr
    (directory,) = (path.parent for path in runs.glob("*/run.json"))
    train(
        resolve_run_config(overrides=config, environ={}).config,
        dataset=DATASET,
        directory=directory,
    )
    assert sorted(ledger.numbers()) == sorted(recorded(directory))


def _killed_program(config: list[str]) -> str:
    """Train in a process that kills itself after the server has heard of step 5."""
    return textwrap.dedent(f"""
        import os, signal, sys, time
        sys.path[:0] = {sys.path!r}
        from training.core import resolve_run_config, train
        from training.core.trainer.observers.observer import Observer
        from {__name__} import DATASET

        class Kill(Observer):
            def on_step_end(self, step):
                if step.number == 6:
                    time.sleep(2)
                    os.kill(os.getpid(), signal.SIGKILL)

        config = resolve_run_config(overrides={config!r}, environ={{}}).config
        train(config, [Kill()], dataset=DATASET)
    """)


def test_what_a_dead_server_missed_is_sent_later_once(
    ledger: LedgerServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ledger.is_up = False
    config = resolve_run_config(overrides=settings(ledger.url, tmp_path), environ={}).config
    run = train(config, dataset=DATASET).run
    assert f"training tracker sync {run.directory}" in caplog.text
    (queue,) = find_queues(tmp_path)
    state = state_of(queue)
    assert (state.run, state.destination) == (run.directory, ledger.url)
    assert state.waiting == len(recorded(run.directory)) + 2
    assert Sync().send(queue).problem == f"{ledger.url}: HTTP Error 503: Service Unavailable"
    ledger.is_up = True
    assert Sync().send(queue).problem is None
    assert Sync().send(queue).sent == 0
    assert ledger.numbers() == recorded(run.directory)
    assert state_of(queue).waiting == 0


def test_the_chain_of_runs_around_a_run_is_reported(ledger: LedgerServer, tmp_path: Path) -> None:
    sweep, trial = tmp_path / "sweep", tmp_path / "sweep/trial-3"
    trial.mkdir(parents=True)
    top = start_run(sweep, "", Provenance("sweep"))
    around = Parent("sweep", top.id, str(sweep))
    middle = start_run(trial, "", Provenance("trial", [around], {"number": 3}))
    config = resolve_run_config(overrides=settings(ledger.url, tmp_path), environ={}).config
    (trial / "fold-1").mkdir()
    parents = [Parent("trial", middle.id, str(trial)), around]
    train(
        config, dataset=DATASET, directory=trial / "fold-1", provenance=Provenance("fold", parents)
    )
    ancestors = ledger.rows[0]["ancestors"]
    assert [(one["kind"], one["id"]) for one in ancestors] == [
        ("trial", "sweep/trial-3"),
        ("sweep", "sweep"),
    ]
    assert ancestors[0]["details"] == {"number": 3}


def test_a_tracker_that_cannot_write_does_not_stop_the_run(
    ledger: LedgerServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    config = resolve_run_config(overrides=settings(ledger.url, tmp_path), environ={}).config
    directory = tmp_path / "taken"
    directory.mkdir()
    (directory / "outbox").write_text("a file where the folder should be")
    run = train(config, dataset=DATASET, directory=directory).run
    assert run.record["status"] == "completed"
    assert "tracker `ledger-book` failed" in caplog.text


def test_what_came_after_the_checkpoint_and_was_not_sent_is_forgotten_on_resume(
    ledger: LedgerServer, tmp_path: Path
) -> None:
    config = resolve_run_config(overrides=settings(ledger.url, tmp_path), environ={}).config
    directory = start_run(tmp_path, "").directory
    tracker = LedgerTracker(directory, config)
    tracker._queue.open()  # nothing sends it, as while the server is down
    tracker.log("train", 1, 1, {"loss": 0.5})
    state = tracker.state()
    tracker.log("train", 1, 2, {"loss": 0.4})
    tracker.restore(state)
    tracker.log("train", 1, 3, {"loss": 0.3})
    tracker.close()
    lines = (directory / "outbox" / "ledger-book.jsonl").read_text().splitlines()
    steps = [json.loads(line).get("step") for line in lines]
    assert [step for step in steps if step is not None] == [1, 3]
