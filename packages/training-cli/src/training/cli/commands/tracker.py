"""`training tracker`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from training.cli.options import Json, Runs
from training.core.console.consoles import output
from training.core.console.help import examples
from training.core.console.lines import print_json

if TYPE_CHECKING:
    from training.core.trackers.remote.inventory import QueueState, SyncOutcome
    from training.core.trackers.remote.queue import EventQueue

Chosen = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="RUN",
        help="Run directories, names of runs in the folder of --runs, or `latest`; of a sweep, "
        "everything within it.",
        show_default=False,
    ),
]
All = Annotated[bool, typer.Option("--all", help="Every run in the folder of --runs.")]

app = typer.Typer(
    rich_markup_mode="rich",
    no_args_is_help=True,
    help="See and send what trackers could not send while a run was made.",
    epilog=examples(
        "training tracker status       # what waits to be sent",
        "training tracker sync latest  # send what is left of the newest run",
        "training tracker sync --all   # of every run in ./runs",
    ),
)


@app.command(
    epilog=examples("training tracker status", "training tracker status latest --json"),
)
def status(run: Chosen = None, runs: Runs = Path("runs"), json: Json = False) -> None:
    """Show which runs wait to be sent to a server, where to, and why they were not.

    Without RUN it looks through every run in the folder of --runs.
    """
    from training.core.trackers.remote.inventory import state_of

    states = [state_of(queue) for queue in _queues(run, runs)]
    if json:
        print_json([{**vars(state), "run": str(state.run)} for state in states])
    else:
        _print_states(states)


@app.command(
    epilog=examples(
        "training tracker sync latest",
        "training tracker sync runs/demo-20260102-030405-ab12",
        "training tracker sync --all --json",
    )
)
def sync(
    run: Chosen = None, all_runs: All = False, runs: Runs = Path("runs"), json: Json = False
) -> None:
    """Send what is left in run directories to the servers it was meant for, each event once.

    Runs that are being made may be named, too; their own process keeps sending them. The exit
    code is 2 when something could not be sent.
    """
    from training.core.trackers.remote.inventory import Sync

    if bool(run) == all_runs:
        raise typer.BadParameter("Name the runs to send, or give --all for every one in --runs.")
    sender = Sync()
    outcomes = [sender.send(queue) for queue in _queues(run, runs)]
    if json:
        print_json([{**vars(outcome), "run": str(outcome.run)} for outcome in outcomes])
    else:
        _print_outcomes(outcomes)
    _fail_if_left(outcomes)


def _queues(chosen: list[str] | None, runs: Path) -> list[EventQueue]:
    from training.core.runs.directory import open_run, require_folder_of_runs
    from training.core.trackers.remote.inventory import find_queues

    if not chosen:
        require_folder_of_runs(runs)
    roots = [open_run(one, runs).directory for one in chosen] if chosen else [runs]
    found = {queue.events: queue for root in roots for queue in find_queues(root)}
    return list(found.values())


def _print_states(states: Sequence[QueueState]) -> None:
    from training.cli.terminal.tables import print_table

    console = output()
    shown = [state for state in states if state.waiting or state.refused or state.problem]
    if shown:
        columns = ["run", "tracker", "waiting", "refused", "destination", "problem"]
        rows = [_state_cells(one) for one in shown]
        print_table(console, columns, rows, numeric=["waiting", "refused"])
        console.print()
    left = sum(1 for state in states if state.waiting or state.problem)
    if states:
        console.print(f"{len(states) - left} of {len(states)} are sent to the end")
    else:
        console.print("No run here was meant for a server.")
    if left:
        console.print("send the others with: training tracker sync --all")


def _state_cells(state: QueueState) -> list[str]:
    from training.config.origin import shown_path

    reason = state.problem or (state.refused[-1] if state.refused else "")
    counts = [str(state.waiting), str(len(state.refused))]
    return [shown_path(state.run), state.tracker, *counts, state.destination, reason]


def _print_outcomes(outcomes: Sequence[SyncOutcome]) -> None:
    from training.cli.terminal.tables import print_table
    from training.config.origin import shown_path

    reported = [outcome for outcome in outcomes if outcome.sent or outcome.problem]
    if not reported:
        output().print("Nothing waits to be sent.")
        return
    rows = [
        [
            shown_path(outcome.run),
            outcome.tracker,
            str(outcome.sent),
            outcome.problem or "everything is sent",
        ]
        for outcome in reported
    ]
    print_table(output(), ["run", "tracker", "sent", "outcome"], rows, numeric=["sent"])


def _fail_if_left(outcomes: Sequence[SyncOutcome]) -> None:
    from training.errors import RunError

    left = [outcome for outcome in outcomes if outcome.problem]
    if left:
        raise RunError(
            f"{len(left)} of {len(outcomes)} could not be sent to the end: {left[0].problem}. "
            "Nothing is lost: the events stay in the run directory. Try again later."
        )
