"""`training doctor`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from training.cli.options import Json, RunReference, Runs
from training.core.console.consoles import output
from training.core.console.help import examples
from training.core.console.lines import print_json

if TYPE_CHECKING:
    from training.core.checkpoints import Examination
    from training.core.export.seal import ModelExamination
    from training.core.runs.directory import Run

DAMAGED = 1
STYLES = {"good": "green", "unfinished": "dim"}
MEGABYTE = 1_000_000

Seal = Annotated[
    bool,
    typer.Option("--seal", help="First seal an exported model that has no manifest, as it is now."),
]

app = typer.Typer(rich_markup_mode="rich")


@app.command(
    epilog=examples(
        "training doctor latest         # which checkpoints are good, and why not",
        "training doctor latest --json  # for programs",
        "training doctor hpo.core       # what became of an old import path",
    )
)
def doctor(
    run: RunReference, runs: Runs = Path("runs"), json: Json = False, seal: Seal = False
) -> None:
    """Verify every checkpoint of a run, its exported model, its record and its history.

    For an old import path, or the message of an ImportError, it tells what became of the path.

    The exit code is 0 when nothing is damaged, 1 when the record, the history or a checkpoint is
    and the run can still be continued, and 2 when it cannot, or when the exported model is damaged.
    """
    if _is_about_old_path(run):
        _print_explanation(run, json)
        return
    from training.core.checkpoints import examine_checkpoints
    from training.core.checkpoints.errors import none_good
    from training.core.export.seal import require_whole
    from training.core.runs.directory import CHECKPOINTS, open_run

    opened = open_run(run, runs)
    if seal:
        _seal(opened)
    root = opened.directory / CHECKPOINTS
    found = examine_checkpoints(root, opened.id)
    model = _examined_model(opened)
    newest = next((one.path for one in reversed(found) if one.status == "good"), None)
    (_print_json if json else _print)(opened, found, newest, model)
    bad = [one for one in found if one.status not in ("good", "unfinished")]
    if bad and newest is None:
        raise none_good(root, [f"{one.path.name}: {one.problem}" for one in reversed(found)])
    if model is not None:
        require_whole(model)
    if bad or any(_own_files(opened).values()):
        raise typer.Exit(DAMAGED)


def _own_files(run: Run) -> dict[str, str]:
    """Return what is wrong with the record and the history of a run; empty texts for nothing."""
    from training.cli.commands.runs.facts import history_text
    from training.core.runs.record import record_problem

    return {"record": record_problem(run.record) or "", "history": history_text(run)}


def _seal_note(run: Run) -> str:
    from training.core.runs.record import is_sealed

    return "" if is_sealed(run.directory) else "no checksum: an older version wrote it"


def _examined_model(run: Run) -> ModelExamination | None:
    from training.core.export.seal import examine_model

    return examine_model(run.checkpoint) if run.checkpoint.is_dir() else None


def _seal(run: Run) -> None:
    from training.core.export.seal import seal_run

    seal_run(run)


def _is_about_old_path(text: str) -> bool:
    from training.migrate.explain import is_old

    return not Path(text).exists() and (is_old(text) or "import" in text or "No module" in text)


def _print_explanation(text: str, json: bool) -> None:
    from training.cli.commands.migrate.explanation import print_explanation
    from training.migrate.explain import explain

    found = explain(text)
    if json:
        print_json(asdict(found))
    else:
        print_explanation(found)


def _print_json(
    run: Run,
    found: Sequence[Examination],
    newest: Path | None,
    model: ModelExamination | None,
) -> None:
    from training.core.runs.environment import missing_plugins

    rows = [{**vars(one), "path": str(one.path)} for one in found]
    continues = None if newest is None else str(newest)
    cost = run.record.get("checkpoints")
    print_json(
        {
            "run": str(run.directory),
            "continues_from": continues,
            "checkpoints": rows,
            "model": model and {**vars(model), "path": str(model.path)},
            **{name: problem or None for name, problem in _own_files(run).items()},
            "missing_plugins": missing_plugins(run.directory),
            "cost": cost if isinstance(cost, dict) else None,
        }
    )


def _print(
    run: Run,
    found: Sequence[Examination],
    newest: Path | None,
    model: ModelExamination | None,
) -> None:
    from rich.table import Table
    from rich.text import Text

    from training.cli.terminal.checkpoint_cost import checkpoint_cost
    from training.cli.terminal.tables import print_rows, print_table
    from training.config.origin import shown_path
    from training.core.runs.environment import missing_plugins

    cost = checkpoint_cost(run.record)
    console = output()
    console.print(f"run             {shown_path(run.directory)}")
    console.print(f"continues from  {newest.name if newest else 'nothing'}")
    if model is not None:
        console.print(f"model           {model.status}{model.problem and ': ' + model.problem}")
    notes = _own_files(run)
    facts = Table.grid(padding=(0, 1))
    for name, note in {**notes, "record": notes["record"] or _seal_note(run)}.items():
        if note:
            facts.add_row(f"{name:<15}", Text(note))
    for note in missing_plugins(run.directory):
        facts.add_row(f"{'plugin':<15}", Text(note))
    print_rows(console, facts)
    if cost:
        console.print(f"cost            {cost}")
    if found:
        console.print()
        columns = ["checkpoint", "status", "size", "written", "problem"]
        print_table(console, columns, [_cells(one) for one in found], ["size"], ["written", "size"])


def _cells(one: Examination) -> list[Any]:
    from rich.text import Text

    status = Text(one.status, STYLES.get(one.status, "bold red"))
    return [one.path.name, status, f"{one.size / MEGABYTE:,.1f} MB", one.written, one.problem]
