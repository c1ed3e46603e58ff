"""Show how far a refit is: a bar on a terminal, one line at its start elsewhere."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from training.core.trainer.observers.observer import FitPlan, Observer, Step


class RefitDisplay(Observer):
    """Shows steps made, steps in all and the remaining time.

    Args:
        console: Where to.
        trial: Number of the trial that is refitted.
    """

    is_batched = True
    reads_only = True

    def __init__(self, console: Console, trial: int) -> None:
        self._console = console
        self._trial = trial
        self._is_live = console.is_terminal and not console.quiet
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("steps"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not self._is_live,
        )
        self._task = self._progress.add_task(self._words, total=None)

    def __enter__(self) -> RefitDisplay:
        """Begin to show it."""
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        self._progress.stop()

    def on_fit_start(self, plan: FitPlan) -> None:
        """Say how long it will be."""
        done = f", {plan.steps_made} of them made before" if plan.steps_made else ""
        size = plan.sizes.get("train", 0)
        if not self._is_live:
            self._console.print(f"{self._words} ({size} documents): {plan.total_steps} steps{done}")
        # Steps of an earlier part must not count for the speed.
        self._progress.reset(self._task, total=plan.total_steps, completed=plan.steps_made)

    def on_step_end(self, step: Step) -> None:
        """Move the bar."""
        self._progress.update(self._task, completed=step.number)

    @property
    def _words(self) -> str:
        return f"training trial {self._trial} on all data"
