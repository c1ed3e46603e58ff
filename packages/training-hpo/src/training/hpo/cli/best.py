"""`training hpo best`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from training.core.console.help import examples
from training.hpo.cli.options import Json, Runs, Storage, SweepFolder

if TYPE_CHECKING:
    from rich.console import Console, JustifyMethod
    from rich.table import Table

    from training.hpo.selection.stored_sweep import StoredSweep
    from training.hpo.selection.winner import Winner

EPILOG = examples(
    "training hpo best                             # the winner of the newest sweep",
    "training hpo best --rule one-standard-error   # the cheapest that is as good",
    "training hpo best --json | jq .expected       # for programs",
)
NARROW = 60
"""Columns of a terminal below which parameters need the room of other columns."""
OPTIONAL = ("folds", "seconds")
Rule = Annotated[
    str | None,
    typer.Option(
        "--rule",
        metavar="NAME",
        help="How the winner is picked: `best` or `one-standard-error`; by default as the sweep "
        "says.",
        show_default=False,
    ),
]
Top = Annotated[int, typer.Option("--top", metavar="N", min=1, help="Trials in the table.")]


def best(
    sweep: SweepFolder = "latest",
    rule: Rule = None,
    top: Top = 5,
    storage: Storage = None,
    runs: Runs = Path("runs"),
    json: Json = False,
) -> None:
    """Show the best trials, the winner's configuration, and what to expect of it.

    The mean of a winner is partly luck, because it was picked for it. What to expect on new
    documents is estimated by picking winners without one fold and scoring them there.
    """
    from training.core.console.consoles import output
    from training.hpo.cli.open import opened_sweep

    opened = opened_sweep(sweep, runs, storage)
    winner = opened.winner(rule)
    if json:
        _print_json(opened, winner)
        return
    console = output()
    _print_table(console, opened, winner, top)
    _print_expected(console, opened, winner)
    _print_params(console, winner)


def _print_json(sweep: StoredSweep, winner: Winner) -> None:

    from training.core.console.lines import print_json
    from training.hpo.selection.best_files import best_facts

    print_json(best_facts(sweep, winner), indent=2)


def _print_table(console: Console, sweep: StoredSweep, winner: Winner, top: int) -> None:
    from training.core.console.numbers import shown
    from training.hpo.cli.format import parameter_words, tie_words
    from training.hpo.report.facts import best_first, trial_facts

    ranked = best_first(trial_facts(sweep.study), sweep.direction == "maximize")
    rows = [
        (
            f"{trial.number}{' *' if trial.number == winner.trial.number else ''}",
            shown(trial.value),
            " ".join(shown(value) for value in trial.folds if len(trial.folds) > 1),
            f"{trial.seconds:.1f}",
            parameter_words(trial.params),
        )
        for trial in ranked
        if trial in ranked[:top] or trial.number == winner.trial.number
    ]
    names = ["trial", sweep.metric, "folds", "seconds", "parameters"]
    console.print(_table(names, rows, console.width < NARROW))
    tied = tie_words(sweep.metric, winner)
    console.print(f"* the winner by the rule `{winner.rule}`{f'; {tied}' if tied else ''}\n")


def _table(names: Sequence[str], rows: Sequence[Sequence[str]], is_narrow: bool = False) -> Table:
    from rich.table import Table

    from training.core.console.printable import printable_line

    table = Table(
        box=None, pad_edge=False, header_style="bold", padding=(0, 1 if is_narrow else 2, 0, 0)
    )
    kept = [index for index, name in enumerate(names) if not is_narrow or name not in OPTIONAL]
    for name in (names[index] for index in kept):
        wraps = name in ("folds", "parameters")
        justify: JustifyMethod = "right" if name == "seconds" else "left"
        table.add_column(printable_line(name), justify=justify, overflow="fold", no_wrap=not wraps)
    for row in rows:
        table.add_row(*(printable_line(row[index]) for index in kept))
    return table


def _print_expected(console: Console, sweep: StoredSweep, winner: Winner) -> None:
    from training.hpo.cli.format import expectation_words

    if winner.honest is None:
        console.print(
            "With fewer than three folds it cannot be said how much of its score is luck.\n"
        )
        return
    console.print(f"{expectation_words(sweep.metric, winner.honest)}\n")


def _print_params(console: Console, winner: Winner) -> None:
    """Print the winner's parameters as YAML."""
    import yaml

    text = yaml.safe_dump(dict(winner.trial.params), sort_keys=False, allow_unicode=True)
    console.print(text.rstrip())
