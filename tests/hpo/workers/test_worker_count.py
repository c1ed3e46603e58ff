from __future__ import annotations

from typing import Any

import pytest

from training.errors import ConfigError
from training.hpo.workers import worker_count
from training.hpo.workers.config import WorkersConfig
from training.hpo.workers.worker_count import WorkerCount, count_workers, visible_gpus


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Any:
    def of(cores: int, gpus: str) -> None:
        monkeypatch.setattr(worker_count, "available_cores", lambda: cores)
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", gpus)

    return of


@pytest.mark.parametrize(
    ("cores", "gpus", "number", "jobs", "expected"),
    [
        (4, "", "auto", 99, (4, 1)),
        (32, "", "auto", 99, (8, 4)),
        (16, "0,1", "auto", 99, (2, 8)),
        (4, "", "auto", 2, (2, 2)),
        (4, "", 3, 99, (3, 1)),
        (2, "", 5, 99, (5, 1)),
        (4, "0,1", 4, 99, (4, 1)),
        (4, "", "auto", 0, (1, 4)),
    ],
)
def test_workers_and_their_threads_fit_the_machine(
    machine: Any, cores: int, gpus: str, number: Any, jobs: int, expected: tuple[int, int]
) -> None:
    machine(cores, gpus)
    found = count_workers(WorkersConfig(number=number), jobs)
    assert (found.number, found.threads) == expected


def test_threads_that_were_asked_for_win(machine: Any) -> None:
    machine(4, "")
    assert count_workers(WorkersConfig(number=2, threads=3), 9).threads == 3


def test_no_worker_leaves_the_threads_of_the_process_alone(machine: Any) -> None:
    machine(4, "0")
    assert count_workers(WorkersConfig(number=0), 9) == WorkerCount(0, None)


def test_workers_must_divide_over_the_gpus(machine: Any) -> None:
    machine(8, "0,1")
    with pytest.raises(ConfigError, match="3 workers do not divide over 2 GPUs"):
        count_workers(WorkersConfig(number=3), 9)
    assert count_workers(WorkersConfig(number=1), 9).number == 1


def test_workers_take_turns_on_the_gpus() -> None:
    count = WorkerCount(4, 1, ("5", "7"))
    assert [count.device(worker) for worker in range(4)] == ["5", "7", "5", "7"]
    assert WorkerCount(4, 1).device(0) is None


@pytest.mark.parametrize(
    ("listed", "gpus"), [("", ()), ("-1", ()), ("0, 2", ("0", "2")), ("GPU-a", ("GPU-a",))]
)
def test_the_gpus_are_those_that_the_process_may_see(
    listed: str, gpus: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", listed)
    assert visible_gpus() == gpus
