"""Explain why a run has no model to evaluate or predict with, and what to pass instead."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

from training.config.origin import shown_path
from training.core.runs.directory import CHECKPOINT, RECORD, Run, list_runs, open_run
from training.core.runs.liveness import status_of
from training.errors import RunError


def missing_model(run: Run, runs: Path) -> RunError:
    """Return the error for a run without an exported model.

    Args:
        run: The run, sweep, trial or fold.
        runs: Folder of runs, whose newest run with a model is named.
    """
    explain = _BY_KIND.get(str(run.record.get("kind")), _of_run)
    newest = next((one for one in reversed(list_runs(runs)) if _has_model(one)), None)
    hint = f" The newest run with a model is {_shown(newest)}." if newest else ""
    return RunError(f"{shown_path(run.directory)}: {explain(run)}{hint}")


def _of_run(run: Run) -> str:
    status = status_of(run)
    problem = f"the run has no exported model; its status is `{status}`"
    if status == "running":
        return f"{problem}. Wait until it has finished."
    if status == "completed":
        return f"{problem}, so that its folder `{CHECKPOINT}` was removed. Train again."
    return f"{problem}. Finish it with `{_resuming(run)}`."


def _resuming(run: Run) -> str:
    kind, directory = run.record.get("kind"), run.directory
    if kind == "refit":
        return f"training hpo refit {_shown(directory.parent)}"
    if kind == "final":
        return "training final run …, as it was started"
    return f"training train --resume {_shown(directory)}"


def _of_sweep(run: Run) -> str:
    problem = "this is a sweep, which has no model of its own."
    refits = [one for one in _inside(run.directory) if _kind(one) == "refit" and _has_model(one)]
    if refits:
        return f"{problem} Its refitted winner is {_shown(refits[-1])}: pass that."
    shown = _shown(run.directory)
    return f"{problem} `training hpo refit {shown}` trains its winner; pass the run it prints."


def _of_trial(run: Run) -> str:
    return f"this is a trial of a sweep. {_models_or_winner(run.directory, run.directory.parent)}"


def _of_fold(run: Run) -> str:
    status, sweep = status_of(run), run.directory.parent.parent
    problem = f"this fold of a trial has no exported model; its status is `{status}`"
    why = {
        "pruned": ": the sweep ended it early, because others were better",
        "completed": ": the sweep keeps the models of its best trials only",
    }
    return f"{problem}{why.get(status, '')}. {_models_or_winner(run.directory.parent, sweep)}"


def _models_or_winner(trial: Path, sweep: Path) -> str:
    found = [one for one in _inside(trial) if _has_model(one)]
    if found:
        return f"A model of each fold is kept: pass {_shown(found[0])}, for example."
    shown = _shown(sweep)
    return f"Pass the refitted winner: `training hpo refit {shown}` prints its directory."


_BY_KIND: dict[str, Callable[[Run], str]] = {
    "sweep": _of_sweep,
    "trial": _of_trial,
    "fold": _of_fold,
}


def _inside(folder: Path) -> list[Path]:
    return sorted(path.parent for path in folder.glob(f"*/{RECORD}"))


def _kind(directory: Path) -> object:
    try:
        return open_run(str(directory)).record.get("kind")
    except RunError:
        return None


def _has_model(directory: Path) -> bool:
    return (directory / CHECKPOINT).is_dir()


def _shown(directory: Path) -> str:
    return shlex.quote(shown_path(directory))
