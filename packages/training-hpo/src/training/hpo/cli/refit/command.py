"""`training hpo refit`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from training.core.console.help import examples
from training.hpo.cli.best import Rule
from training.hpo.cli.options import Json, Runs, Storage, SweepFolder

if TYPE_CHECKING:
    from training.hpo.selection.refit import Refit
    from training.hpo.selection.stored_sweep import StoredSweep

EPILOG = examples(
    "training hpo refit                            # the winner of the newest sweep",
    "training hpo refit --rule one-standard-error  # the cheapest that is as good",
)


def refit(
    sweep: SweepFolder = "latest",
    rule: Rule = None,
    storage: Storage = None,
    runs: Runs = Path("runs"),
    json: Json = False,
) -> None:
    """Train the winner on the training and validation data together.

    The folds say for how long: the median of their best steps, scaled to the size of the data. A
    refit that is there already is never made again; one that was stopped continues.
    """
    from training.core.console.consoles import errors
    from training.hpo.cli.open import opened_sweep
    from training.hpo.cli.refit.view import RefitDisplay
    from training.hpo.selection.best_files import write_best
    from training.hpo.selection.refit import refit_winner

    opened = opened_sweep(sweep, runs, storage)
    winner = opened.winner(rule)
    with RefitDisplay(errors(), winner.trial.number) as display:
        done = refit_winner(opened, winner, [display])
    write_best(opened, winner)
    _print(opened, done, winner.trial.number, json)


def _print(sweep: StoredSweep, done: Refit, trial: int, as_json: bool) -> None:
    from training.config.origin import shown_path
    from training.core.console.consoles import output
    from training.core.console.numbers import shown

    if as_json:
        from training.core.console.lines import print_json

        facts = {"run": str(done.run.directory), "trial": trial, "steps": done.steps}
        print_json({**facts, "test": done.test}, indent=2)
        return
    how = "refitted" if done.is_new else "was refitted before"
    score = done.test.get(sweep.metric)
    known = isinstance(score, (int, float))
    test = f", test {sweep.metric} {shown(score)}" if known else ", no honest test score"
    place = shown_path(done.run.directory)
    output().print(f"trial {trial} {how} on all data for {done.steps} steps{test}: {place}")
