from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from mlflow import MlflowClient
from mlflow.entities import Run

from tests.execution.trackers.conftest import MlflowServer
from training.core.runs.directory import start_run
from training.core.runs.provenance import Parent, Provenance
from training.core.trackers.remote import Begin, End, Event, EventBatch, File, Numbers, RefusedError
from training.core.trackers.remote.ancestors import ancestors_of
from training.core.trackers.remote.delivery import BusyError, Delivery
from training.core.trackers.remote.queue import EventQueue, Progress
from training.execution.trackers.mlflow.destination import MlflowDestination
from training.execution.trackers.mlflow.experiments import experiment_id_of
from training.execution.trackers.mlflow.run_names import claim_run_name

PARENT = "mlflow.parentRunId"


def destination(uri: str, experiment: str) -> MlflowDestination:
    return MlflowDestination(uri, experiment, "<name>", (), 20)


def experiment_runs(uri: str, experiment: str) -> dict[str, Run]:
    client = MlflowClient(uri)
    runs = client.search_runs([experiment_id_of(client, experiment)])
    found = {run.data.tags["training.run_id"]: run for run in runs}
    assert len(found) == len(runs), "every run is there once"
    return found


class Tree:
    """The run directories of a sweep."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir()
        self._parents: dict[str, list[Parent]] = {"": []}
        self.add("", "sweep")

    def add(self, path: str, kind: Any, above: str = "") -> Path:
        directory = self._root / path
        directory.mkdir(exist_ok=True)
        around = self._parents[above]
        run = start_run(directory, "", Provenance(kind, around), {"name": "study"})
        self._parents[path] = [Parent(kind, run.id, str(directory)), *around]
        return directory


def begin(directory: Path) -> Begin:
    from training.core.runs.directory import open_run

    record = open_run(str(directory)).record
    return Begin(1000, record, {"seed": 1}, ancestors_of(directory, record))


def send(place: MlflowDestination, directory: Path, events: Sequence[Event]) -> None:
    """Send events as a process of its own would."""
    queue = EventQueue(directory, "mlflow")
    queue.open()
    for event in events:
        queue.append(event)
    queue.close()
    delivery, connection = Delivery(queue, place.address), place.connect()
    while not delivery.is_done():
        # Whoever places a child holds the queue of its parent for a moment.
        with suppress(BusyError):
            delivery.send_batch(connection)


def test_sweep_trial_fold_refit_and_final_are_nested_and_made_once_by_workers_at_once(
    mlflow_server: MlflowServer, tmp_path: Path
) -> None:
    place = destination(mlflow_server.url, "nested")
    tree = Tree(tmp_path / "study-1")
    below = []
    for trial in ("trial-0", "trial-1"):
        tree.add(trial, "trial")
        below += [tree.add(f"{trial}/fold-{fold}", "fold", trial) for fold in range(3)]
    refit = tree.add("refit", "refit", "trial-1")
    final = tree.add("final", "final", "refit")
    with ThreadPoolExecutor(8) as workers:
        done = [
            workers.submit(send, place, one, [begin(one), End(2000, "completed", {})])
            for one in [*below, refit, final]
        ]
    for one in done:
        one.result()
    runs = experiment_runs(mlflow_server.url, "nested")
    parents = {
        name: next(
            (other for other, run in runs.items() if run.info.run_id == one.data.tags.get(PARENT)),
            None,
        )
        for name, one in runs.items()
    }
    assert parents == {
        "study-1": None,
        **{f"study-1/trial-{trial}": "study-1" for trial in range(2)},
        **{f"study-1/trial-{n}/fold-{k}": f"study-1/trial-{n}" for n in range(2) for k in range(3)},
        "study-1/refit": "study-1/trial-1",
        "study-1/final": "study-1/refit",
    }
    assert {run.data.tags["training.kind"] for run in runs.values()} == {
        "sweep",
        "trial",
        "fold",
        "refit",
        "final",
    }
    assert runs["study-1"].info.run_name == "study"
    assert runs["study-1/trial-0/fold-2"].info.run_name == "fold-2"


def test_a_parent_that_begins_after_its_children_is_the_run_they_made(
    mlflow_server: MlflowServer, tmp_path: Path
) -> None:
    place = destination(mlflow_server.url, "late parent")
    tree = Tree(tmp_path / "study-2")
    trial = tree.add("trial-0", "trial")
    send(place, trial, [begin(trial)])
    send(place, tmp_path / "study-2", [begin(tmp_path / "study-2"), End(5000, "failed", {})])
    runs = experiment_runs(mlflow_server.url, "late parent")
    assert set(runs) == {"study-2", "study-2/trial-0"}
    assert runs["study-2"].info.status == "FAILED"
    assert runs["study-2"].data.params == {"seed": "1"}


def test_a_parent_on_another_machine_is_found_by_its_name(
    mlflow_server: MlflowServer, tmp_path: Path
) -> None:
    place = destination(mlflow_server.url, "elsewhere")
    for name in ("it's one", "another"):
        (tmp_path / name).mkdir()
        sweep = Parent("sweep", "study-3", None)
        start_run(tmp_path / name, "", Provenance("trial", [sweep]))
        send(place, tmp_path / name, [begin(tmp_path / name)])
    runs = experiment_runs(mlflow_server.url, "elsewhere")
    assert set(runs) == {"study-3", "it's one", "another"}
    assert runs["another"].data.tags[PARENT] == runs["study-3"].info.run_id


def test_runs_in_folders_of_the_same_name_are_not_mixed_up(
    mlflow_server: MlflowServer, tmp_path: Path
) -> None:
    place = destination(mlflow_server.url, "same name")
    for above, second in (("a", 1), ("b", 2)):
        directory = tmp_path / above / "outputs"
        directory.mkdir(parents=True)
        started = f"2026-01-02T03:04:0{second}+00:00"
        start_run(directory, "", facts={"name": "outputs", "created": started})
        send(place, directory, [begin(directory)])
    client = MlflowClient(mlflow_server.url)
    runs = client.search_runs([experiment_id_of(client, "same name")])
    assert sorted(str(run.info.run_name) for run in runs) == ["outputs", "outputs-2"]


def test_names_that_are_claimed_at_once_are_all_different(mlflow_server: MlflowServer) -> None:
    client = MlflowClient(mlflow_server.url)
    experiment = experiment_id_of(client, "names")
    made = [client.create_run(experiment, run_name="x").info.run_id for _ in range(5)]
    with ThreadPoolExecutor(5) as workers:
        claimed = list(
            workers.map(lambda run: claim_run_name(client, experiment, run, "a%_'s"), made)
        )
    names = [client.get_run(run).info.run_name for run in made]
    assert names == claimed
    assert len(set(names)) == 5
    assert all(re.fullmatch(r"a%_'s(-\d+)?", name) for name in names)


def test_a_batch_that_may_have_arrived_is_not_recorded_twice(
    mlflow_server: MlflowServer, tmp_path: Path
) -> None:
    place = destination(mlflow_server.url, "in doubt")
    start_run(tmp_path, "", facts={"name": "run"})
    numbers = [Numbers(1000 + step, "train", 1, step, {"loss": 1 / step}) for step in (1, 2)]
    send(place, tmp_path, [begin(tmp_path), *numbers])
    queue = EventQueue(tmp_path, "mlflow")
    before = queue.progress()
    memory = dict(before.memory)
    later = Numbers(1003, "train", 1, 3, {"loss": 0.1})
    place.connect().send(EventBatch(tmp_path, [*numbers, later], memory, is_in_doubt=True))
    queue.save(Progress(0, before.sent, memory, place.address))
    send(place, tmp_path, [later])
    client = MlflowClient(mlflow_server.url)
    found = client.get_metric_history(memory["run_id"], "train/loss")
    assert [one.step for one in found] == [1, 2, 3]
    assert len(client.search_runs([experiment_id_of(client, "in doubt")])) == 1


def test_an_queue_cannot_send_a_file_from_outside_of_the_run(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("t0psecret")
    run = Tree(tmp_path / "run").add("child", "train")
    connection = destination(f"sqlite:///{tmp_path}/mlflow.db", "outside").connect()
    shipped = EventBatch(run, [begin(run)], {}, False)
    connection.send(shipped)
    for path in ("../../secret", str(tmp_path / "secret")):
        with pytest.raises(RefusedError, match="not a file of the run directory"):
            connection.send(EventBatch(run, [File(2, path)], shipped.memory, False))
