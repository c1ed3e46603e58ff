"""Print how far a sweep is."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from training.config.origin import shown_path
from training.core.console.numbers import shown
from training.core.console.printable import printable_line
from training.hpo.cli.best import NARROW
from training.hpo.cli.format import parameter_words
from training.hpo.sweep.status import SweepState, TrialStatus


def print_status(console: Console, sweep: SweepState) -> None:
    """Print counts, every trial, and what to do next."""
    counts = ", ".join(f"{number} {state}" for state, number in sweep.counts.items() if number)
    goal = "highest" if sweep.direction == "maximize" else "lowest"
    console.print(f"{shown_path(sweep.directory)}: {counts or 'no trial yet'} of {sweep.wanted}")
    console.print(printable_line(f"objective: {goal} {sweep.metric}"))
    if sweep.best is not None:
        best = sweep.best
        console.print(f"best: trial {best.number} with {shown(best.value)}")
    console.print(_table(sweep, console.width < NARROW))
    open_ends = sweep.counts["interrupted"] + sweep.counts["not begun"]
    if open_ends and not sweep.counts["running"]:
        console.print(f"nobody works on it: `training hpo resume {shown_path(sweep.directory)}`")


def _table(sweep: SweepState, is_narrow: bool = False) -> Table:
    """Return a row for each trial; on a narrow terminal parameters get the room of the folds."""
    table = Table(
        box=None, pad_edge=False, header_style="bold", padding=(0, 1 if is_narrow else 2, 0, 0)
    )
    folds = () if is_narrow else ("folds",)
    for column in ("trial", "state", sweep.metric, *folds, "parameters", ""):
        wraps = column in ("folds", "parameters", "")
        table.add_column(printable_line(column), no_wrap=not wraps, overflow="fold")
    for trial in sweep.trials:
        values = " ".join(map(shown, trial.fold_values))
        table.add_row(
            str(trial.number),
            printable_line(trial.state),
            shown(trial.value),
            *([] if is_narrow else [values]),
            parameter_words(trial.params),
            _remark(trial),
        )
    return table


def _remark(trial: TrialStatus) -> str:
    running = ", ".join(filter(None, [trial.where, trial.owner]))
    return printable_line(trial.reason or running)
