from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from training.cli.commands.train.epoch_lines import EpochLines

METRICS = {"f1": 0.5, "loss": 0.25, "entity-macro-f1": 0.4, "rows": {"x": 1}}


def printed(*epochs: dict[str, Any], width: int = 200, is_terminal: bool = False) -> list[str]:
    console = Console(file=io.StringIO(), width=width, force_terminal=is_terminal, record=True)
    lines = EpochLines(console, "f1")
    for number, changes in enumerate(epochs, start=1):
        given: dict[str, Any] = {"loss": 1.5, "metrics": METRICS, "is_best": False, **changes}
        lines.add(number, **given)
    return console.export_text().splitlines()


def test_an_epoch_has_one_line_below_one_header() -> None:
    header, first, second = printed({}, {"seconds": 12.34, "is_best": True})
    assert header.split()[:5] == ["time", "epoch", "seconds", "train", "loss"]
    assert "val loss" in header
    assert first.split()[1:4] == ["1", "-", "1.5000"]
    assert second.split()[1:4] == ["2", "12.3", "1.5000"]
    assert not first.rstrip().endswith("best so far")
    assert second.rstrip().endswith("best so far")


def test_a_terminal_needs_no_time_of_day() -> None:
    header, line = printed({}, is_terminal=True)
    assert header.split()[0] == "epoch"
    assert line.split()[0] == "1"


def test_an_epoch_without_an_evaluation_has_empty_cells() -> None:
    _, _, line = printed({}, {"metrics": {}})
    assert line.split()[1:] == ["2", "-", "1.5000"]


def test_the_selecting_metric_and_the_loss_are_shown_before_others_where_room_is_scarce() -> None:
    header = printed({}, width=72, is_terminal=True)[0]
    assert "f1" in header.split()
    assert "val loss" in header
    assert "macro" not in header
    assert all(len(line) <= 72 for line in printed({}, width=72, is_terminal=True))
