"""`training hpo resume`."""

from __future__ import annotations

from pathlib import Path

from training.core.console.help import examples
from training.hpo.cli.options import (
    Json,
    Launcher,
    Minutes,
    Quiet,
    Runs,
    Storage,
    SweepFolder,
    Trials,
    WorkerCount,
)

EPILOG = examples(
    "training hpo resume                        # the newest sweep in runs",
    "training hpo resume runs/demo-… --trials 40  # more trials than at first",
)


def resume(
    sweep: SweepFolder = "latest",
    trials: Trials = None,
    workers: WorkerCount = None,
    timeout_minutes: Minutes = None,
    storage: Storage = None,
    launcher: Launcher = None,
    runs: Runs = Path("runs"),
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Resume a sweep that was stopped, killed, or is to have more trials.

    Finished trials stay. Those that were running keep their number, parameters and finished folds,
    and the fold they were in resumes from its last checkpoint.
    """
    from training.hpo.cli.run.command import worker_settings
    from training.hpo.cli.run.session import run_resumed_sweep

    changes = {
        "trials": trials,
        "timeout_minutes": timeout_minutes,
        "storage": storage,
        **worker_settings(workers, launcher),
    }
    run_resumed_sweep(sweep, runs, changes, quiet, json)
