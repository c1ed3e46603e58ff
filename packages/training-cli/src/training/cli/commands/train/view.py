"""Show a run while it runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Any

from rich.console import Console
from rich.text import Text

from training.cli.commands.train.epoch_bar import EpochBar
from training.cli.commands.train.epoch_lines import EpochLines
from training.cli.commands.train.epoch_totals import EpochTotals
from training.config import RunConfig
from training.config.origin import shown_path
from training.core.console.numbers import counted
from training.core.trainer.observers.observer import Evaluation, FitPlan, Observer, Step


class TrainingDisplay(Observer):
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


class RunPlace(Observer):
    """Remembers where a run is written, for the words after it stops early."""

    def __init__(self) -> None:
        self.directory: Path | None = None

    def on_fit_start(self, plan: FitPlan) -> None:
        """Remember the run directory."""
        self.directory = plan.directory


def print_header(console: Console, config: RunConfig, plan: FitPlan) -> None:
    """Print data, task, model, device and run directory."""
    for name, value in _facts(config, plan):
        console.print(Text.assemble((f"{name:<8}", "bold"), value))
    console.print()


def _facts(config: RunConfig, plan: FitPlan) -> list[tuple[str, str]]:
    return [
        ("data", f"{data_source(config)}: {_sizes(plan)}"),
        ("task", config.task.name),
        ("model", f"{config.model.backbone}, {counted(plan.parameters, 'parameter')}"),
        ("device", f"{plan.device}{_threads(plan)}, at most {_length(plan)}"),
        ("run", shown_path(plan.directory)),
    ]


def _length(plan: FitPlan) -> str:
    if plan.max_steps is not None and plan.max_steps < plan.epochs * plan.steps_per_epoch:
        return f"{counted(plan.max_steps, 'step')} (training.max_steps)"
    return f"{counted(plan.epochs, 'epoch')} of {counted(plan.steps_per_epoch, 'step')}"


def _threads(plan: FitPlan) -> str:
    return "" if plan.threads is None else f" with {counted(plan.threads, 'thread')}"


def data_source(config: RunConfig) -> str:
    """Return the words for where the data comes from."""
    if config.data.path is not None:
        return shown_path(config.data.path)
    asked = config.data.reader not in ("auto", "demo")
    return f"reader `{config.data.reader}`" if asked else "embedded demo"


def _sizes(plan: FitPlan) -> str:
    parts = [f"{size:,} {split}" for split, size in plan.sizes.items() if size]
    return f"{', '.join(parts)} samples"
