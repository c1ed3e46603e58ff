from __future__ import annotations

import io

import pytest
from rich.console import Console

from training.cli.commands.runs.listing import print_runs
from training.cli.terminal.tables import print_table
from training.core.runs.index import RunRow


def printed(width: int | None, **options: object) -> list[str]:
    file = io.StringIO()
    terminal = width is not None
    console = Console(file=file, width=width or 10_000, color_system=None, force_terminal=terminal)
    rows = [["a-run-with-a-name", "completed", "2026-01-02 03:04"]]
    print_table(console, ["run", "status", "begun"], rows, optional=["begun"])
    return file.getvalue().splitlines()


@pytest.mark.parametrize(("width", "columns"), [(30, 2), (46, 3), (200, 3), (None, 3)])
def test_a_narrow_terminal_goes_without_the_optional_columns(
    width: int | None, columns: int
) -> None:
    header, row = printed(width)
    assert len(header.split()) == columns
    assert row.startswith("a-run-with-a-name  completed")


@pytest.mark.parametrize("width", [40, 80, 200])
def test_each_run_is_one_line_with_its_whole_name(width: int) -> None:
    file = io.StringIO()
    console = Console(file=file, width=width, color_system=None, force_terminal=True)
    values = dict.fromkeys(RunRow._fields, None) | {
        "directory": "invoices-20261130-105045-8168",
        "kind": "train",
        "status": "completed",
        "created": "2026-11-30T10:50:45+00:00",
        "seconds": 3_725.0,
        "metric": "f1",
        "score": 0.91,
        "numbers": "{}",
    }
    print_runs(console, [RunRow(**values)] * 2, [])
    lines = file.getvalue().splitlines()
    assert len(lines) == 3
    assert max(map(len, lines)) <= width
    assert all("invoices-20261130-105045-8168" in line for line in lines[1:])


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_no_number_and_no_name_is_broken_however_narrow_the_terminal_is(width: int) -> None:
    file = io.StringIO()
    console = Console(file=file, width=width, color_system=None, force_terminal=True)
    columns = ["entity", "precision", "recall", "f1", "support"]
    rows = [["DESIGNATION", "0.7273", "0.5556", "0.6299", "144"], ["[NAME]", "1.0", "0.5", "", "9"]]
    print_table(console, columns, rows, numeric=columns[1:])
    text = file.getvalue()
    assert max(map(len, text.splitlines())) <= width
    words = [*columns[1:], *(cell for row in rows for cell in row if cell)]
    assert set(words) <= set(text.split())


def test_a_name_longer_than_the_terminal_is_whole() -> None:
    file = io.StringIO()
    console = Console(file=file, width=30, color_system=None, force_terminal=True)
    name = "people-20261130-105045-8168/refit-trial-0000"
    print_table(console, ["run", "status", "took"], [[name, "completed", "3 s"]], optional=["took"])
    assert name in file.getvalue().replace("\n", "")
    assert "status completed" in file.getvalue()


def test_a_label_with_a_line_feed_forges_no_row() -> None:
    file = io.StringIO()
    print_table(Console(file=file, width=80), ["label", "f1"], [["A\nB  1.0", "0.5"]])
    assert file.getvalue().splitlines()[1:] == [r"A\nB  1.0  0.5"]
