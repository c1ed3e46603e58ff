from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import optuna
import pytest

from tests.hpo.planned_sweeps import Plan
from training.hpo.sweep.callbacks import SweepCallback, TrialEnd
from training.hpo.sweep.directory import reopen
from training.hpo.sweep.run import resume_sweep, start_sweep
from training.hpo.workers.fold_job import FoldJob, FoldReport, FoldResult
from training.hpo.workers.pool import WorkerDied
from training.hpo.workers.process_pool import ProcessPool
from training.hpo.workers.worker_count import WorkerCount

STATE = optuna.trial.TrialState
LONG = 120.0


class Killer(SweepCallback):
    """Sends a signal to the process that trains, at its first reports.

    Args:
        times: How often.
        folder: Folder of the sweep.
        number: The signal.
    """

    def __init__(self, times: int, folder: Path, number: int = signal.SIGKILL) -> None:
        self._left = times
        self._number = number
        self._folder = folder
        self.notes: list[str] = []
        self.ended: list[TrialEnd] = []

    def on_report(self, report: FoldReport) -> None:
        if self._left > 0:
            self._left -= 1
            run = self._folder / f"trial-{report.trial:04d}" / f"fold-{report.fold}" / "run.json"
            os.kill(json.loads(run.read_text())["process"], self._number)

    def on_note(self, text: str) -> None:
        self.notes.append(text)

    def on_trial_end(self, trial: TrialEnd) -> None:
        self.ended.append(trial)


def outcome(study: optuna.Study) -> list[object]:
    return [(one.params, one.value, one.user_attrs["cv_fold_metrics"]) for one in study.trials]


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def is_alive(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_workers_give_the_results_of_a_single_process_also_when_they_are_killed(
    plan: Plan, tmp_path: Path
) -> None:
    alone = start_sweep(plan(trials=2)).study
    killed = plan(trials=2, workers={"number": 2, "threads": 1}, directory=tmp_path / "killed")
    killer = Killer(2, tmp_path / "killed")
    study = start_sweep(killed, [killer]).study
    assert outcome(study) == outcome(alone)
    deaths = [note for note in killer.notes if "was killed by SIGKILL" in note]
    assert len(deaths) == 2
    assert all("checkpoint" in note for note in deaths)
    assert not list((tmp_path / "killed" / "workers").glob("setup-*"))


def test_a_trial_on_which_too_many_workers_died_fails_with_the_reason(plan: Plan) -> None:
    planned = plan(trials=2, workers={"number": 1, "threads": 1, "max_deaths": 2})
    killer = Killer(2, planned.plan.directory)
    study = start_sweep(planned, [killer]).study
    assert [trial.state for trial in study.trials] == [STATE.FAIL, STATE.COMPLETE]
    assert "2 workers died on it; the last one was killed by SIGKILL" in str(killer.ended[0].reason)
    assert study.trials[0].user_attrs["worker_deaths"] == 2
    assert len(resume_sweep(reopen(planned.plan.directory, {})).study.trials) == 2


def test_a_worker_that_a_scheduler_warns_is_replaced_and_not_held_against_its_trial(
    plan: Plan,
) -> None:
    planned = plan(trials=1, workers={"number": 1, "threads": 1, "max_deaths": 1})
    killer = Killer(1, planned.plan.directory, signal.SIGUSR1)
    study = start_sweep(planned, [killer]).study
    assert [trial.state for trial in study.trials] == [STATE.COMPLETE]
    assert any("ended with exit code 138" in note for note in killer.notes)
    assert "worker_deaths" not in study.trials[0].user_attrs


@pytest.fixture
def pool(plan: Plan, tmp_path: Path) -> ProcessPool:
    setup = plan().plan.worker_setup(1, waits=True)
    return ProcessPool(setup, WorkerCount(1, 1), tmp_path / "workers")


def always_stop(report: FoldReport) -> bool:
    return True


def job_in(folder: Path, planned: Plan) -> FoldJob:
    values = planned().plan.worker_setup(1, waits=True).config
    return FoldJob(0, 0, str(folder), values)


def test_a_worker_that_is_asked_to_end_a_fold_takes_the_next_one(
    pool: ProcessPool, plan: Plan, tmp_path: Path
) -> None:
    before = pool.processes
    for name in ("first", "second"):
        pool.start(job_in(tmp_path / name, plan))
        assert pool.free == 0
        (result,) = pool.wait(LONG, always_stop)
        assert isinstance(result, FoldResult)
        assert result.outcome == "pruned"
    assert pool.processes == before
    pool.close()
    wait_until(lambda: not any(map(is_alive, before)))


def test_a_worker_that_dies_idle_is_replaced_without_a_word(
    pool: ProcessPool, plan: Plan, tmp_path: Path
) -> None:
    (before,) = pool.processes
    os.kill(before, signal.SIGKILL)
    assert pool.wait(1.0, always_stop) == []
    assert pool.processes != [before]
    pool.start(job_in(tmp_path / "fold", plan))
    (result,) = pool.wait(LONG, always_stop)
    assert not isinstance(result, WorkerDied)
    pool.close()


def test_workers_end_when_the_process_of_the_sweep_does(
    pool: ProcessPool, plan: Plan, tmp_path: Path
) -> None:
    (worker,) = pool.processes
    pool._workers[0].channel.close()
    wait_until(lambda: not is_alive(worker) or pool._workers[0].process.poll() is not None)
    assert pool._workers[0].process.wait() == 70
