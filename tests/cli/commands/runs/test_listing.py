from __future__ import annotations

import io

from rich.console import Console

from training.cli.commands.runs.listing import print_runs
from training.core.runs.index import RunRow

ROW = RunRow(
    id="demo",
    directory="runs/demo",
    kind="run",
    name="demo",
    status="completed",
    created="2026-01-31T12:34:56+00:00",
    seconds=125.0,
    metric="f1",
    score=0.8123456,
    numbers='{"validation.f1": 0.8123456, "test.f1": 0.75}',
)


def printed(*rows: RunRow, metrics: tuple[str, ...] = (), width: int = 200) -> str:
    console = Console(file=io.StringIO(), width=width, record=True)
    print_runs(console, rows, metrics)
    return console.export_text()


def test_a_run_has_one_line_with_its_score() -> None:
    header, line = printed(ROW).splitlines()
    assert header.split() == ["run", "kind", "status", "begun", "(UTC)", "took", "score"]
    assert line.split("  ")[0] == "runs/demo"
    assert "2026-01-31 12:34" in line
    assert "2 min 05 s" in line
    assert "f1 0.8123" in line


def test_a_run_that_is_not_finished_has_no_time_and_no_score() -> None:
    begun = ROW._replace(status="running", seconds=None, score=None, numbers="{}")
    line = printed(begun).splitlines()[1]
    assert line.split() == ["runs/demo", "run", "running", "2026-01-31", "12:34"]


def test_further_numbers_are_of_the_validation_unless_they_name_a_split() -> None:
    line = printed(ROW, metrics=("f1", "test.f1", "loss")).splitlines()[1]
    assert line.split()[-2:] == ["0.8123", "0.7500"]


def test_a_narrow_terminal_goes_without_the_less_important_columns() -> None:
    text = printed(ROW, width=60)
    assert "completed" in text
    assert "f1 0.8123" in text
    assert "2 min 05 s" not in text
