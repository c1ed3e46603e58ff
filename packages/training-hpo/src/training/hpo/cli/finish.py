"""Finish a sweep: name the winner, refit it, write the report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.config.origin import shown_path
from training.core.console.numbers import shown
from training.core.splits.test_records import is_honest
from training.hpo.cli.format import expectation_words, parameter_words, tie_words
from training.hpo.cli.refit.view import RefitDisplay
from training.hpo.exceptions import SelectionError
from training.hpo.report import write_report
from training.hpo.selection.best_files import write_best
from training.hpo.selection.refit import refit_winner
from training.hpo.selection.stored_sweep import open_sweep
from training.hpo.storage.address import storage_address
from training.hpo.storage.heartbeat import Heartbeat
from training.hpo.storage.leases import FINISHING
from training.hpo.storage.open import open_stored
from training.hpo.sweep.sweep_plan import SweepPlan

if TYPE_CHECKING:
    from rich.console import Console

    from training.hpo.selection.refit import Refit
    from training.hpo.selection.stored_sweep import StoredSweep
    from training.hpo.selection.winner import Winner
    from training.hpo.sweep.run import SweepResult


@dataclass(frozen=True)
class SweepOutcome:
    """Outcome of a session.

    Attributes:
        directory: Folder of the sweep.
        metric: The objective.
        winner: The winner; None as long as no trial is complete.
        refit: The refitted model; None without one.
    """

    directory: Path
    metric: str
    winner: Winner | None = None
    refit: Refit | None = None

    def as_values(self) -> dict[str, Any]:
        """Return it as JSON values."""
        winner, refit = self.winner, self.refit
        return {
            "sweep": str(self.directory),
            "metric": self.metric,
            "best_trial": None if winner is None else winner.trial.number,
            "best_value": None if winner is None else winner.scores.mean,
            "params": None if winner is None else winner.trial.params,
            "refit": None if refit is None else str(refit.run.directory),
            "test": None if refit is None else refit.test,
            "honest_test": refit is not None and is_honest(refit.run.record),
        }


def finish_sweep(result: SweepResult, console: Console) -> SweepOutcome:
    """Name the winner, and when all trials are finished refit it and write the report.

    Of several processes that share a study one does so.

    Raises:
        SelectionError: All trials are finished and none is complete.
    """
    plan = result.plan
    sweep = open_sweep(plan.directory, plan.config)
    try:
        winner = sweep.winner()
    except SelectionError as error:
        if _is_complete(result):
            raise
        console.print(str(error))
        _print_way_on(console, plan)
        return SweepOutcome(plan.directory, plan.metric)
    _print_winner(console, plan, winner)
    if not _is_complete(result):
        _print_way_on(console, plan)
        return SweepOutcome(plan.directory, plan.metric, winner)
    return SweepOutcome(plan.directory, plan.metric, winner, _finish(sweep, winner, plan, console))


def _is_complete(result: SweepResult) -> bool:
    return result.run is not None and result.run.record["status"] == "completed"


def _finish(sweep: StoredSweep, winner: Winner, plan: SweepPlan, console: Console) -> Refit | None:
    url = storage_address(plan.config.storage, plan.directory)
    leases = open_stored(plan.config.name, url).leases
    if not leases.claim(FINISHING):
        console.print("another process refits the winner and writes the report")
        return None
    try:
        with Heartbeat(leases, lambda: {FINISHING: "refit"}):
            return _refit_and_report(sweep, winner, plan, console)
    finally:
        leases.release([FINISHING])


def _refit_and_report(
    sweep: StoredSweep, winner: Winner, plan: SweepPlan, console: Console
) -> Refit | None:
    refit = None
    if plan.config.refit:
        with RefitDisplay(console, winner.trial.number) as display:
            refit = refit_winner(sweep, winner, [display])
        _print_refit(console, refit, plan.metric)
    write_best(sweep, winner)
    report = write_report(sweep)
    console.print(f"report: {shown_path(report)}")
    if refit is not None:
        model = shown_path(refit.run.directory)
        console.print(f'use it: training predict {model} "some text"')
    return refit


def _print_way_on(console: Console, plan: SweepPlan) -> None:
    shown = shown_path(plan.directory)
    console.print(f"trials are left: resume with `training hpo resume {shown}`")


def _print_winner(console: Console, plan: SweepPlan, winner: Winner) -> None:
    console.print(
        f"winner: trial {winner.trial.number} with {plan.metric} "
        f"{shown(winner.scores.mean)} ({parameter_words(winner.trial.params)})"
    )
    if winner.tied:
        console.print(tie_words(plan.metric, winner))
    if winner.honest is not None:
        console.print(expectation_words(plan.metric, winner.honest))


def _print_refit(console: Console, refit: Refit, metric: str) -> None:
    test = refit.test.get(metric)
    known = isinstance(test, (int, float))
    score = f", test {metric} {shown(test)}" if known else ", no honest test score"
    directory = shown_path(refit.run.directory)
    console.print(f"refitted on all data for {refit.steps} steps{score}: {directory}")
