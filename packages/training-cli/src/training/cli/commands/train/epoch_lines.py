"""One line for each epoch, under one header."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.text import Text

from training.cli.terminal.metrics import scalars, screen_name
from training.core.console.numbers import shown

NARROWEST = 10
GAP = 2
REMARK = "best so far"


class EpochLines:
    """A table that grows while the run continues, no wider than the console.

    Without a terminal each line begins with the time of day.

    Args:
        console: Where to.
        metric: Name of the metric that selects the best epoch; its column comes first.
    """

    def __init__(self, console: Console, metric: str) -> None:
        self._console = console
        self._metric = metric
        self._columns: list[str] | None = None

    def add(
        self,
        epoch: int,
        loss: float,
        metrics: Mapping[str, Any],
        is_best: bool,
        seconds: float | None = None,
    ) -> None:
        """Print the line of an epoch; the first one fixes the columns.

        Args:
            epoch: Count from 1.
            loss: Mean training loss.
            metrics: Validation metrics; empty when nothing was evaluated.
            is_best: Whether it is the best epoch so far.
            seconds: What the epoch took, with its evaluation; None when it is not known.
        """
        numbers = scalars(metrics, self._metric)
        if self._columns is None:
            self._columns = self._fitting(numbers)
            self._print("time", ["epoch", "seconds", "train loss", *map(_heading, self._columns)])
        cells = [str(epoch), "-" if seconds is None else f"{seconds:.1f}", shown(loss)]
        cells += [shown(numbers.get(column, "")) for column in self._columns]
        self._print(f"{datetime.now():%H:%M:%S}", cells, REMARK if is_best else "")

    def _fitting(self, numbers: Mapping[str, float]) -> list[str]:
        """Return the metrics that there is room for: the first, the loss, then others."""
        order = sorted(numbers, key=lambda name: (name != self._metric, name != "loss"))
        free = self._console.width - sum(_widths([])) - GAP * 2 - len(REMARK)
        chosen = set()
        for name in order:
            free -= GAP + max(NARROWEST, len(_heading(name)))
            if free < 0:
                break
            chosen.add(name)
        return [name for name in numbers if name in chosen]

    def _print(self, time: str, cells: list[str], remark: str = "") -> None:
        is_header = self._columns is not None and cells[0] == "epoch"
        widths = _widths([_heading(one) for one in self._columns or ()])
        line = "  ".join(cell.rjust(width) for cell, width in zip(cells, widths))
        clock = "" if self._console.is_terminal else f"{time:8}  "
        style = "bold" if is_header else ""
        text = Text.assemble((clock + line, style), (f"  {remark}" if remark else "", "green"))
        self._console.print(text, no_wrap=True, crop=False, overflow="ignore")


def _widths(headings: list[str]) -> list[int]:
    return [5, 7, NARROWEST, *(max(NARROWEST, len(heading)) for heading in headings)]


def _heading(metric: str) -> str:
    """Return a name that tells the validation loss from the training loss beside it."""
    return f"val {metric}" if metric == "loss" else screen_name(metric)
