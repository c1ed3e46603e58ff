"""The progress of an epoch: a bar on a terminal, a line every so often elsewhere."""

from __future__ import annotations

from datetime import datetime
from math import isnan
from time import monotonic

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from training.cli.commands.train.epoch_totals import EpochTotals

UPDATE_SECONDS = 0.25
"""Time between two updates of the bar."""
WIDE = 100
"""Columns of a terminal with room for everything: below it there is no bar, and the speed is that
of tokens alone."""
NARROW = 64
"""Columns of a terminal with room for a speed."""
LINE_SECONDS = 30.0
"""Time between two lines where there is no terminal."""


class EpochBar:
    """Shows how far an epoch is, its loss, tokens and samples a second, and share of padding.

    Args:
        console: A terminal, or where lines are printed; a quiet one shows nothing.
        epochs: Most epochs there will be.
        steps: Steps in an epoch.
    """

    def __init__(self, console: Console, epochs: int, steps: int) -> None:
        self._console = console
        self._epochs = epochs
        self._steps = steps
        self._epoch = 1
        self._progress = Progress(
            *_columns(console.width),
            console=console,
            auto_refresh=False,
            transient=True,
            expand=True,
            disable=console.quiet or not console.is_interactive,
        )
        self._task = self._progress.add_task(
            _description(1, epochs), total=steps, loss="", speed=""
        )
        self._started = self._updated = monotonic()
        self._before = (0, 0)
        self._fresh = True
        self._loss = ""

    def start(self) -> None:
        """Begin to show it."""
        self._progress.start()

    def begin_epoch(self, epoch: int) -> None:
        """Start over for an epoch, counted from 1."""
        self._epoch = epoch
        description = _description(epoch, self._epochs)
        self._progress.reset(self._task, description=description, loss=self._loss, speed="")
        self._fresh = True

    def show_step(self, number: int, last: bool, totals: EpochTotals) -> None:
        """Show a step, if the last update is long enough ago.

        Args:
            number: Count from 1 within the epoch.
            last: Whether it is the last of the epoch.
            totals: What the epoch has done so far.
        """
        if self._console.quiet:
            return
        now = monotonic()
        if self._fresh:
            self._started, self._before = now, (totals.tokens, totals.samples)
            self._fresh = False
        is_line = self._progress.disable
        if now - self._updated < (LINE_SECONDS if is_line else UPDATE_SECONDS) and (
            is_line or not last
        ):
            return
        self._updated = now
        self._note_loss(totals.mean_loss() if last else totals.loss_so_far())
        loss = self._loss
        is_short = not is_line and self._console.width < WIDE
        speed = _speed(totals, self._before, max(1e-9, now - self._started), is_short)
        if is_line:
            self._print_line(number, loss, speed)
            return
        self._progress.update(self._task, completed=number, loss=loss, speed=speed, refresh=True)

    def _note_loss(self, loss: float) -> None:
        """Keep the last loss that is known: that of new steps comes from the device later."""
        if not isnan(loss):
            self._loss = f"loss {loss:.4f}"

    def _print_line(self, number: int, loss: str, speed: str) -> None:
        epoch = _description(self._epoch, self._epochs)
        step = f"step {number}/{self._steps}"
        parts = [f"{datetime.now():%H:%M:%S}", epoch, step, *([loss] if loss else []), speed]
        self._console.print("  ".join(parts), soft_wrap=True)

    def stop(self) -> None:
        """Take it away."""
        self._progress.stop()


def _columns(width: int) -> list[ProgressColumn]:
    """Return what a terminal has room for without cutting a number."""
    columns: list[ProgressColumn] = [TextColumn("{task.description}")]
    columns += [BarColumn(bar_width=None)] if width >= WIDE else []
    columns += [MofNCompleteColumn(), TextColumn("{task.fields[loss]}")]
    columns += [TextColumn("{task.fields[speed]}")] if width >= NARROW else []
    return [*columns, TimeRemainingColumn()]


def _description(epoch: int, epochs: int) -> str:
    return f"epoch {epoch}/{epochs}"


def _speed(
    totals: EpochTotals, before: tuple[int, int], seconds: float, is_short: bool = False
) -> str:
    tokens, samples = totals.tokens - before[0], totals.samples - before[1]
    speed = f"{tokens / seconds:,.0f} tokens/s"
    if is_short:
        return speed
    speed = f"{speed} {samples / seconds:,.0f} samples/s"
    return f"{speed} {totals.padding:.1%} padding" if totals.padded_tokens else speed
