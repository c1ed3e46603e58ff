from __future__ import annotations

from pathlib import Path

from training.execution.final_training import plan_final_training


def test_a_final_training_can_be_planned_without_a_study(tmp_path: Path) -> None:
    plan = plan_final_training(overrides=[f"output_dir={tmp_path}", "seed=8"], environ={})
    assert plan.details == {"source": "scratch"}
    assert plan.parents == ()
    assert plan.config.seed == 8
    assert not list(tmp_path.iterdir())
