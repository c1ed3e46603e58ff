from __future__ import annotations

from pathlib import Path

from tests.hpo.planned_sweeps import Plan
from training.hpo.workers.fold_job import FoldJob, FoldReport, FoldResult
from training.hpo.workers.in_process import InProcessPool


def test_a_fold_is_trained_to_its_end_in_this_process(plan: Plan, tmp_path: Path) -> None:
    setup = plan().plan.worker_setup(None)
    reports: list[FoldReport] = []

    def judge(report: FoldReport) -> bool:
        reports.append(report)
        return False

    with InProcessPool(setup) as pool:
        assert (pool.free, pool.wait(0.0, judge)) == (1, [])
        pool.start(FoldJob(0, 1, str(tmp_path / "fold"), setup.config))
        assert pool.free == 0
        (result,) = pool.wait(0.0, judge)
        assert pool.free == 1
    assert isinstance(result, FoldResult)
    assert (result.outcome, result.fold) == ("completed", 1)
    assert [report.evaluation for report in reports] == [1]
