"""Show a sweep while it runs: a live table on a terminal, a line per trial elsewhere."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from training.core.console.numbers import counted, rough_duration, shown
from training.core.console.printable import printable_line
from training.hpo.cli.format import parameter_words
from training.hpo.storage.trial_attributes import rank
from training.hpo.sweep.callbacks import SweepCallback, SweepEnd, SweepStart, TrialEnd
from training.hpo.workers.fold_job import FoldReport, FoldResult

SHOWN_BEST = 5
_MARKS = {"complete": "✓", "pruned": "✂", "failed": "✗"}
_STYLES = {"complete": "green", "pruned": "dim", "failed": "bold red"}


@dataclass
class _Row:
    params: Mapping[str, Any]
    folds: int
    done: int = 0
    where: str = ""
    value: float | None = None


class SweepDisplay(SweepCallback):
    """Shows a sweep on a console.

    Args:
        console: A terminal gets a table that changes, anything else a line for each trial.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._is_live = console.is_terminal and not console.quiet
        self._sweep: SweepStart | None = None
        self._running: dict[int, _Row] = {}
        self._ended: list[TrialEnd] = []
        self._fold_seconds: list[float] = []
        self._began = monotonic()
        self._live = Live(
            get_renderable=self._table, console=console, refresh_per_second=4, transient=True
        )

    def __enter__(self) -> SweepDisplay:
        """Begin to show it."""
        if self._is_live:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the table away."""
        if self._is_live:
            self._live.stop()

    def on_start(self, sweep: SweepStart) -> None:
        """Say what is about to happen."""
        from training.config.origin import shown_path

        self._sweep, self._began = sweep, monotonic()
        goal = "highest" if sweep.direction == "maximize" else "lowest"
        rows = {
            "sweep": shown_path(sweep.directory),
            "objective": f"{goal} {sweep.metric}, mean of {counted(sweep.folds, 'fold')}",
            "trials": _trials_words(sweep),
            **({"test": sweep.test} if sweep.test else {}),
            "workers": f"{sweep.workers}" if sweep.workers else "0 (folds train in this process)",
            **{f"  {name}": words for name, words in sweep.search_space.items()},
        }
        width = max(map(len, rows))
        for name, words in rows.items():
            self._console.print(printable_line(f"{name:{width}}  {words}"))

    def on_trial_start(self, number: int, params: Mapping[str, Any], is_resumed: bool) -> None:
        """Add a row."""
        assert self._sweep is not None, "the sweep starts before its trials"
        self._running[number] = _Row(params, self._sweep.folds)

    def on_report(self, report: FoldReport) -> None:
        """Update a row."""
        row = self._running.get(report.trial)
        if row is not None:
            row.where = f"epoch {report.epoch}/{report.epochs}"
            row.value = report.value

    def on_fold_end(self, result: FoldResult) -> None:
        """Count a fold."""
        row = self._running.get(result.trial)
        if row is not None:
            row.done += 1
            row.where, row.value = "", None
        if result.outcome == "completed":
            self._fold_seconds.append(result.seconds)

    def on_trial_end(self, trial: TrialEnd) -> None:
        """Move a row to those that ended."""
        self._running.pop(trial.number, None)
        self._ended.append(trial)
        if not self._is_live:
            self._console.print(_line(trial))

    def on_note(self, text: str) -> None:
        """Print it above the table."""
        self._console.print(Text(text, style="yellow"))

    def on_end(self, end: SweepEnd) -> None:
        """Say how it ended."""
        counts = [
            f"{sum(trial.state == state for trial in self._ended)} {state}" for state in _MARKS
        ]
        took = rough_duration(monotonic() - self._began)
        before = 0 if self._sweep is None else self._sweep.finished
        earlier = f"; {before} had ended before" if before else ""
        self._console.print(f"{end.status} after {took}: {', '.join(counts)}{earlier}")

    def _table(self) -> Group:
        sweep = self._sweep
        if sweep is None:
            return Group(Text("starting …", style="dim"))
        tables = [self._running_table(sweep)] if self._running else []
        return Group(self._bar(sweep), *tables, self._best_table(sweep))

    def _bar(self, sweep: SweepStart) -> Table:
        done = sweep.finished + len(self._ended)
        line = Table.grid(padding=(0, 2), expand=True)
        line.add_column()
        line.add_column(ratio=1)
        line.add_column()
        words = f"{rough_duration(monotonic() - self._began)} · {self._remaining(sweep, done)}"
        bar = ProgressBar(total=sweep.trials, completed=done)
        line.add_row(f"trials {done}/{sweep.trials}", bar, words)
        return line

    def _remaining(self, sweep: SweepStart, done: int) -> str:
        """Return the time left, from the folds so far and how many of them a trial trains."""
        if not self._fold_seconds:
            return "remaining time not known yet"
        folds = [len(trial.fold_values) for trial in self._ended] or [sweep.folds]
        left = (sweep.trials - done) * statistics.fmean(folds)
        left -= sum(row.done for row in self._running.values())
        seconds = max(0.0, left) * statistics.fmean(self._fold_seconds) / max(1, sweep.workers)
        return f"about {rough_duration(seconds)} left"

    def _running_table(self, sweep: SweepStart) -> Table:
        table = _empty_table("running", "fold", "", sweep.metric, "parameters")
        for number, row in sorted(self._running.items()):
            fold = f"{min(row.done + 1, row.folds)}/{row.folds}"
            words = parameter_words(row.params)
            where = printable_line(row.where)
            table.add_row(f"trial {number}", fold, where, shown(row.value), words)
        return table

    def _best_table(self, sweep: SweepStart) -> Table:
        table = _empty_table("best so far", "", "", sweep.metric, "parameters")
        complete = [trial for trial in self._ended if trial.value is not None]
        is_maximised = sweep.direction == "maximize"
        ranked = sorted(
            complete, key=lambda one: rank(one.value or 0.0, one.loss, one.number, is_maximised)
        )
        for trial in ranked[:SHOWN_BEST]:
            words = parameter_words(trial.params)
            table.add_row(f"trial {trial.number}", "", "", shown(trial.value), words)
        return table


def _empty_table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(printable_line(column), no_wrap=column != "parameters")
    return table


def _line(trial: TrialEnd) -> Text:
    mark = Text(_MARKS[trial.state], style=_STYLES[trial.state])
    folds = " ".join(map(shown, trial.fold_values))
    words = f" trial {trial.number:<3} {shown(trial.value):>8}  {parameter_words(trial.params)}"
    reason = printable_line(f"  ({trial.reason})") if trial.reason else ""
    return Text.assemble(mark, f"{words}  [{folds}]{reason}")


def _trials_words(sweep: SweepStart) -> str:
    earlier = f", {sweep.finished} of them finished earlier" if sweep.finished else ""
    return f"{sweep.trials}{earlier}"
