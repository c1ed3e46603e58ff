"""The progress bar of an epoch; on anything but a terminal it shows nothing."""

from __future__ import annotations

from time import monotonic

from rich.console import Console
from rich.progress import BarColumn
from rich.progress import MofNCompleteColumn
from rich.progress import Progress
from rich.progress import TextColumn
from rich.progress import TimeRemainingColumn

from training.cli.terminal.epoch_totals import EpochTotals

UPDATE_SECONDS = 0.25
"""Time between two updates."""


class EpochBar:
    """Shows how far an epoch is, its loss, tokens and samples a second, and share of padding.

    Args:
        console: A terminal, or a console on which nothing is to be shown.
        epochs: Most epochs there will be.
        steps: Steps in an epoch.
    """

    def __init__(self, console: Console, epochs: int, steps: int) -> None:
        self._epochs = epochs
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn("{task.fields[loss]}"),
            TextColumn("{task.fields[speed]}"),
            TimeRemainingColumn(),
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

    def start(self) -> None:
        """Begin to show it."""
        self._progress.start()

    def begin_epoch(self, epoch: int) -> None:
        """Start over for an epoch, counted from 1."""
        description = _description(epoch, self._epochs)
        self._progress.reset(self._task, description=description, loss="", speed="")
        self._fresh = True

    def show_step(self, number: int, last: bool, totals: EpochTotals) -> None:
        """Show a step, if the last update is long enough ago.

        Args:
            number: Count from 1 within the epoch.
            last: Whether it is the last of the epoch.
            totals: What the epoch has done so far.
        """
        if self._progress.disable:
            return
        now = monotonic()
        if self._fresh:
            self._started, self._before = now, (totals.tokens, totals.samples)
            self._fresh = False
        if now - self._updated < UPDATE_SECONDS and not last:
            return
        self._updated = now
        self._progress.update(
            self._task,
            completed=number,
            loss=f"loss {totals.mean_loss() if last else totals.loss_so_far():.4f}",
            speed=_speed(totals, self._before, max(1e-9, now - self._started)),
            refresh=True,
        )

    def stop(self) -> None:
        """Take it away."""
        self._progress.stop()


def _description(epoch: int, epochs: int) -> str:
    return f"epoch {epoch}/{epochs}"


def _speed(totals: EpochTotals, before: tuple[int, int], seconds: float) -> str:
    tokens, samples = totals.tokens - before[0], totals.samples - before[1]
    speed = f"{tokens / seconds:,.0f} tokens/s {samples / seconds:,.0f} samples/s"
    return f"{speed} {totals.padding:.1%} padding" if totals.cells else speed
