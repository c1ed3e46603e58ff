"""A run on a local Ray cluster."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.execution.launch_helpers import launched, weights_hash, write_plugin
from tests.execution.launchers.test_listeners import Look
from tests.promises.exactness.ranks.test_two_ranks import Heard
from training.core.plugins import get_plugin_manager
from training.core.runs.directory import open_run
from training.core.trainer.observers.observer import FitPlan
from training.errors import ConfigError
from training.execution.launchers.ray.group import is_same_error
from training.execution.process_group.failure_reports import RankFailedError

ray = pytest.importorskip("ray")

RAY = (
    "distributed.enabled=true",
    "distributed.world_size=2",
    "distributed.launcher=ray",
    "distributed.cpus_per_process=0.5",
)
ONE = (*RAY, "distributed.world_size=1")
FAULTY = """
import os, signal
from pathlib import Path
from training.core.plugins import Provider, hookimpl
from training.core.tasks.token_classification.task import TokenClassification

class Faulty(TokenClassification):
    def build(self, schema, encoder):
        task_model, calls = super().build(schema, encoder), []
        loss = task_model.loss

        def faulty(output, batch):
            calls.append(batch)
            if os.environ["RANK"] == "1" and len(calls) == 5:
                raise TypeError("odd loss")
            return loss(output, batch)

        task_model.loss = faulty
        return task_model

@hookimpl
def register_tasks():
    return [Provider("faulty", "faulty_task:Faulty", "Fails in rank 1")]

@hookimpl
def on_fit_start(plan):
    with Path(os.environ["FAULTS"], "starts").open("a") as file:
        file.write("x")

@hookimpl
def on_step_end(step):
    kill = Path(os.environ["FAULTS"], "kill")
    if step.number >= 7 and kill.exists():
        kill.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(scope="module", autouse=True)
def faults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Install a plugin for the workers; a file `kill` in this folder has it kill rank 0, once."""
    folder = write_plugin(tmp_path_factory.mktemp("plugin"), "faulty_task", FAULTY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder))
        patch.setenv("FAULTS", str(folder))
        patch.syspath_prepend(folder)
        get_plugin_manager.cache_clear()
        yield folder
    sys.modules.pop("faulty_task", None)
    get_plugin_manager.cache_clear()


def test_an_error_in_a_program_is_recorded_and_not_tried_again_on_a_cluster_on_loopback_only(
    faults: Path, documents: Path, tmp_path: Path
) -> None:
    look = Look()
    with pytest.raises(RankFailedError, match=r"(?s)rank 1 failed:.*faulty_task.*odd loss"):
        launched(documents, (*RAY, "task.name=faulty"), [look], tmp_path / "run")
    assert (faults / "starts").read_text() == "x"
    record = open_run(str(tmp_path / "run")).record
    assert record["status"] == "failed", "also where rank 0 was ended before it noticed"
    assert look.found == (set() if sys.platform == "linux" else None)


def test_what_comes_twice_in_the_same_process_is_the_same_error() -> None:
    text = "rank 1 failed:\nTraceback:\n  line {}\nRuntimeError: odd"
    assert is_same_error(text.format(1), text.format(2))
    assert not is_same_error(text.format(1), text.format(1).replace("rank 1", "rank 0"))
    for other in ("rank 0 was lost: The actor died", "rank 0 failed:\nConnection reset by peer"):
        assert not is_same_error(other, other)


@pytest.fixture(scope="module")
def cluster(faults: Path) -> Iterator[None]:
    """One cluster for all tests; a run would start its own."""
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    yield
    ray.shutdown()


class Starts(Heard):
    def __init__(self) -> None:
        super().__init__()
        self.starts: list[int] = []

    def on_fit_start(self, plan: FitPlan) -> None:
        self.starts.append(plan.steps_made)


def test_two_workers_train_like_two_processes_also_when_one_is_killed_and_started_again(
    cluster: None, faults: Path, documents: Path, unharmed: Path
) -> None:
    (faults / "kill").touch()
    heard = Starts()
    result = launched(documents, RAY, [heard])
    first, second = heard.starts
    assert first == 0
    assert second >= 2, "the second start resumes from a checkpoint"
    assert heard.steps[second - 12 :] == list(range(second + 1, 13))
    assert heard.splits[-2:] == ["validation", "test"]
    assert result.test["f1"] >= 0.0
    assert result.run.record["status"] == "completed"
    assert weights_hash(result.run.directory) == weights_hash(unharmed)


def test_a_worker_that_is_killed_too_often_ends_the_run(
    cluster: None, faults: Path, documents: Path
) -> None:
    (faults / "kill").touch()
    with pytest.raises(RankFailedError, match="rank 0 was lost: The actor died unexpectedly"):
        launched(documents, (*ONE, "distributed.max_restarts=0"))


def test_a_mistake_in_a_worker_is_reported_as_one(cluster: None, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such file or folder") as caught:
        launched(tmp_path / "missing", ONE)
    assert type(caught.value).__name__ == "RankMistakeError"


def test_more_than_the_cluster_has_is_refused_at_once(cluster: None, documents: Path) -> None:
    with pytest.raises(ConfigError, match="2 processes need 200 CPU, and the Ray cluster has 2"):
        launched(documents, (*RAY, "distributed.cpus_per_process=100"))


def test_another_meeting_place_than_that_of_ray_train_is_refused(documents: Path) -> None:
    with pytest.raises(ConfigError, match="Ray Train chooses where the processes meet"):
        launched(documents, (*RAY, "distributed.init_method=tcp://127.0.0.1:29500"))
