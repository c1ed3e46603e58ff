"""A run on a local Ray cluster."""

from __future__ import annotations

import json
import logging
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.execution.launch_helpers import launched, weights_hash, write_plugin
from tests.promises.exactness.ranks.test_two_ranks import Heard
from training.core.trainer.observers.observer import FitPlan, Observer, Step
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


WRONG = """
import os
from pathlib import Path
from training.core.plugins import hookimpl

@hookimpl
def on_fit_start(plan):
    with Path(os.environ["STARTS"]).open("a") as file:
        file.write("x")
    raise TypeError("odd start")
"""


def test_an_error_in_a_program_is_not_tried_again(
    documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_plugin(tmp_path, "wrong_hook", WRONG)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.setenv("STARTS", str(tmp_path / "starts"))
    with pytest.raises(RankFailedError, match=r"(?s)rank 0 failed:.*wrong_hook.*odd start"):
        launched(documents, RAY)
    assert (tmp_path / "starts").read_text() == "x"


def test_what_comes_twice_in_the_same_process_is_the_same_error() -> None:
    text = "rank 1 failed:\nTraceback:\n  line {}\nRuntimeError: odd"
    assert is_same_error(text.format(1), text.format(2))
    assert not is_same_error(text.format(1), text.format(1).replace("rank 1", "rank 0"))
    for other in ("rank 0 was lost: The actor died", "rank 0 failed:\nConnection reset by peer"):
        assert not is_same_error(other, other)


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    """One cluster for all tests; a run would start its own."""
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    yield
    ray.shutdown()


def test_two_workers_train_like_two_processes(
    cluster: None, documents: Path, unharmed: Path
) -> None:
    heard = Heard()
    result = launched(documents, RAY, [heard])
    assert heard.steps == list(range(1, 13))
    assert heard.splits == ["validation", "validation", "test"]
    assert result.test["f1"] >= 0.0
    assert weights_hash(result.run.directory) == weights_hash(unharmed)


class KillMain(Observer):
    """Kills the process of rank 0 once, in the middle of the run."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self._directory = Path()

    def on_fit_start(self, plan: FitPlan) -> None:
        self.starts.append(plan.steps_made)
        self._directory = plan.directory

    def on_step_end(self, step: Step) -> None:
        if step.number >= 3 and len(self.starts) == 1:
            process = json.loads((self._directory / "run.json").read_text())["process"]
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)


def test_a_killed_worker_is_started_again_and_the_run_continues(
    cluster: None, documents: Path
) -> None:
    kill = KillMain()
    result = launched(documents, (*RAY, "training.epochs=20"), [kill])
    assert kill.starts[0] == 0
    assert kill.starts[1] >= 2, "the second start resumes from a checkpoint"
    assert result.run.record["status"] == "completed"


def test_a_worker_that_is_killed_too_often_ends_the_run(cluster: None, documents: Path) -> None:
    more = ("training.epochs=20", "distributed.max_restarts=0")
    with pytest.raises(RankFailedError, match="rank 0 was lost: The actor died unexpectedly"):
        launched(documents, (*RAY, *more), [KillMain()])


def test_a_mistake_in_a_worker_is_reported_as_one(cluster: None, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such file or folder") as caught:
        launched(tmp_path / "missing", RAY)
    assert type(caught.value).__name__ == "RankMistakeError"


def test_more_than_the_cluster_has_is_refused_at_once(cluster: None, documents: Path) -> None:
    with pytest.raises(ConfigError, match="2 processes need 200 CPU, and the Ray cluster has 2"):
        launched(documents, (*RAY, "distributed.cpus_per_process=100"))


def test_another_meeting_place_than_that_of_ray_train_is_refused(documents: Path) -> None:
    with pytest.raises(ConfigError, match="Ray Train chooses where the processes meet"):
        launched(documents, (*RAY, "distributed.init_method=tcp://127.0.0.1:29500"))
