"""Show a run while it runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Any

from rich.console import Console

from training.cli.commands.train.epoch_bar import EpochBar
from training.cli.commands.train.epoch_lines import EpochLines
from training.cli.commands.train.epoch_totals import EpochTotals
from training.cli.commands.train.run_header import print_header
from training.config import RunConfig
from training.core.trainer.callbacks.callback import Callback, Evaluation, FitPlan, Step


class TrainingDisplay(Callback):
    """A header, a progress bar for each epoch and a line of metrics after it.

    Args:
        console: Where to.
        config: The run's configuration.
        metric: Name of the metric that selects the best epoch.
    """

    is_batched = True
    reads_only = True

    def __init__(self, console: Console, config: RunConfig, metric: str) -> None:
        self._console = console
        self._config = config
        self._lines = EpochLines(console, metric)
        self._totals = EpochTotals()
        self._epoch = 0
        self._steps = 0
        self._pending = False
        self._began = monotonic()
        self._bar: EpochBar | None = None

    def on_fit_start(self, plan: FitPlan) -> None:
        """Print the header and show the bar; a run that is started again needs no second header."""
        if self._bar is None:
            print_header(self._console, self._config, plan)
        self._steps = plan.steps_per_epoch
        self._bar = EpochBar(self._console, plan.epochs, plan.steps_per_epoch)
        self._bar.start()

    def on_step_end(self, step: Step) -> None:
        """Move the bar."""
        if step.epoch != self._epoch:
            self._begin(step.epoch)
        self._totals.add(step)
        number = step.number - (step.epoch - 1) * self._steps
        if self._bar is not None:
            self._bar.show_step(number, number == self._steps, self._totals)

    def on_evaluation(self, evaluation: Evaluation) -> None:
        """Print the line of the epoch; the test split is shown at the end."""
        if evaluation.split == "validation":
            self._print_line(evaluation.metrics, evaluation.is_best)

    def on_fit_end(self, status: str, metrics: Mapping[str, Any]) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._print_unevaluated()
            self._bar.stop()

    def _begin(self, epoch: int) -> None:
        self._print_unevaluated()
        self._epoch, self._totals, self._pending = epoch, EpochTotals(), True
        self._began = monotonic()
        if self._bar is not None:
            self._bar.begin_epoch(epoch)

    def _print_unevaluated(self) -> None:
        if self._pending:
            self._print_line({}, is_best=False)

    def _print_line(self, metrics: Mapping[str, Any], is_best: bool) -> None:
        self._pending = False
        seconds = monotonic() - self._began
        self._lines.add(self._epoch, self._totals.mean_loss(), metrics, is_best, seconds)


class RunPlace(Callback):
    """Remembers where a run is written, for the words after it stops early."""

    def __init__(self) -> None:
        self.directory: Path | None = None

    def on_fit_start(self, plan: FitPlan) -> None:
        """Remember the run directory."""
        self.directory = plan.directory
