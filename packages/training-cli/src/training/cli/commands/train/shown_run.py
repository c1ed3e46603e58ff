"""Show a run from its first line to its summary."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console

from training.cli.commands.train.run_summary import print_summary, sample_input
from training.cli.commands.train.view import RunPlace, TrainingDisplay
from training.cli.terminal.log_lines import show_log
from training.cli.terminal.messages import print_note
from training.config import RunConfig
from training.config.origin import shown_path

if TYPE_CHECKING:
    from training.core.trainer.observers.observer import Observer
    from training.core.trainer.train import TrainingResult


class ShownRun:
    """What people see of a run.

    Args:
        console: Where to; a quiet one shows nothing but warnings.
        config: The run's configuration.
    """

    def __init__(self, console: Console, config: RunConfig) -> None:
        from training.core.tasks.build import build_task, selection_metric

        show_log("warning" if console.quiet else config.logging.level)
        self._console = console
        self._config = config
        self._task = build_task(config)
        self._metric = selection_metric(config, self._task).name
        self._place = RunPlace()
        self._display = TrainingDisplay(console, config, self._metric)

    @property
    def observers(self) -> list[Observer]:
        """Observers of the run."""
        return [self._place, self._display]

    @contextmanager
    def telling_where(self) -> Iterator[None]:
        """Say where the run is, and how it continues, when the block ends early."""
        try:
            yield
        except BaseException as error:
            self._tell_where(isinstance(error, (KeyboardInterrupt, SystemExit)))
            raise

    def summarize(self, result: TrainingResult) -> None:
        """Print the final metrics, the run directory and the commands that come next."""
        sample = sample_input(self._config, self._task.inputs)
        print_summary(self._console, result, self._metric, sample)

    def _tell_where(self, is_resumable: bool) -> None:
        if self._place.directory is None:
            return
        shown = shown_path(self._place.directory)
        how = f"; resume with `training train --resume {shown}`" if is_resumable else ""
        print_note(f"what there is of the run is in {shown}{how}")
