from __future__ import annotations

from pathlib import Path

from training.core.runs.directory import create_run
from training.core.runs.index.row import DAMAGED, read_row
from training.core.runs.provenance import Provenance


def test_a_row_has_the_score_and_the_plain_numbers_of_each_split(tmp_path: Path) -> None:
    run = create_run(tmp_path, "demo", "", Provenance("trial"))
    metrics = {"validation": {"f1": 0.5, "table": {"x": 1}, "yes": True}, "test": {"loss": 2}}
    score = {"metric": "f1", "mode": "max", "value": 0.5}
    run.update(status="completed", seconds=3, metrics=metrics, score=score)
    row = read_row(run.directory, "sub/demo")
    assert (row.directory, row.id, row.kind, row.status) == (
        "sub/demo",
        run.id,
        "trial",
        "completed",
    )
    assert (row.seconds, row.metric, row.score) == (3.0, "f1", 0.5)
    assert row.metrics == {"validation.f1": 0.5, "test.loss": 2.0}


def test_a_run_that_has_no_numbers_yet_is_a_row_without_them(tmp_path: Path) -> None:
    run = create_run(tmp_path, "demo", "")
    row = read_row(run.directory, "demo")
    assert (row.metric, row.score, row.seconds, row.metrics) == (None, None, None, {})


def test_a_damaged_record_is_a_row_too(tmp_path: Path) -> None:
    run = create_run(tmp_path, "demo", "")
    (run.directory / "run.json").write_text("{")
    row = read_row(run.directory, "sub/demo")
    assert (row.status, row.id, row.name) == (DAMAGED, "sub/demo", "demo")
    assert row.metrics == {}
