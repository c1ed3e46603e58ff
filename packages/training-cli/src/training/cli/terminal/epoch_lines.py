"""One line for each epoch, under one header."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from training.cli.terminal.metrics import scalars
from training.cli.terminal.numbers import shown

NARROWEST = 10


class EpochLines:
    """A table that grows while the run goes on.

    Args:
        console: Where to.
        metric: Name of the metric that selects the best epoch; its column comes first.
    """

    def __init__(self, console: Console, metric: str) -> None:
        self._console = console
        self._metric = metric
        self._columns: list[str] | None = None

    def add(self, epoch: int, loss: float, metrics: Mapping[str, Any], is_best: bool) -> None:
        """Print the line of an epoch; the first one fixes the columns.

        Args:
            epoch: Count from 1.
            loss: Mean training loss.
            metrics: Validation metrics; empty when nothing was evaluated.
            is_best: Whether it is the best epoch so far.
        """
        numbers = scalars(metrics, self._metric)
        if self._columns is None:
            self._columns = list(numbers)
            self._print(["epoch", "train loss", *map(_heading, self._columns)], "bold")
        cells = [str(epoch), shown(loss), *(shown(numbers.get(one, "")) for one in self._columns)]
        self._print(cells, "", "best so far" if is_best else "")

    def _print(self, cells: list[str], style: str, remark: str = "") -> None:
        headings = [_heading(one) for one in self._columns or ()]
        widths = [5, NARROWEST, *(max(NARROWEST, len(one)) for one in headings)]
        line = "  ".join(cell.rjust(width) for cell, width in zip(cells, widths))
        text = Text.assemble((line, style), (f"  {remark}" if remark else "", "green"))
        self._console.print(text, no_wrap=True, crop=False, overflow="ignore")


def _heading(metric: str) -> str:
    """Tell the validation loss from the training loss beside it."""
    return f"val {metric}" if metric == "loss" else metric
