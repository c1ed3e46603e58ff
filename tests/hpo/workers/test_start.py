from __future__ import annotations

from pathlib import Path

import pytest

from tests.hpo.planned_sweeps import Plan
from training.hpo.workers.config import WorkersConfig
from training.hpo.workers.in_process import InProcessPool
from training.hpo.workers.start import is_in_process, plan_workers


@pytest.mark.parametrize(
    ("config", "here"),
    [
        (WorkersConfig(number=0), True),
        (WorkersConfig(number=1), False),
        (WorkersConfig(number="auto"), False),
        (WorkersConfig(number=0, backend="ray"), False),
    ],
)
def test_folds_are_trained_here_only_without_workers(config: WorkersConfig, here: bool) -> None:
    assert is_in_process(config) is here


def test_without_workers_a_pool_of_this_process_is_started(plan: Plan, tmp_path: Path) -> None:
    workers = plan_workers(WorkersConfig(number=0, threads=2), 4)
    assert (workers.number, workers.threads) == (0, 2)
    with workers.start(plan().plan.worker_setup(None), tmp_path / "logs") as pool:
        assert isinstance(pool, InProcessPool)
    assert not (tmp_path / "logs").exists()
