"""`training hpo run`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from training.core.console.help import DATA, examples
from training.errors import ConfigError
from training.hpo.cli.options import Json, Launcher, Minutes, Quiet, Storage, Trials, WorkerCount

EPILOG = examples(
    "training hpo run --trials 8 --folds 3          # the embedded demo",
    "training hpo run sweep.yaml --workers 4        # yours, four folds at a time",
    "training hpo run sweep.yaml --data notes       # the same sweep of other data",
    "training hpo run sweep.yaml --storage postgresql://me@db/sweeps  # shared",
)
SweepFile = Annotated[
    Path | None,
    typer.Argument(
        metavar="SWEEP.yaml",
        help="Settings of the sweep; without it a sweep of the embedded demo.",
        show_default=False,
    ),
]
Folds = Annotated[
    int | None,
    typer.Option(
        "--folds", metavar="K", help="Folds of the cross-validation.", min=2, show_default=False
    ),
]
Configs = Annotated[
    list[Path] | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        help="YAML file with sections that all trials share; may be repeated.",
        show_default=False,
    ),
]
Data = Annotated[Path | None, typer.Option("--data", **DATA)]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="DIR",
        help="Folder for the sweep's folder; short for --set output_dir=DIR.",
        show_default=False,
    ),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        "-s",
        metavar="KEY=VALUE",
        help="Set one value that all trials share, for example training.epochs=3; may be repeated.",
        show_default=False,
    ),
]
Seed = Annotated[
    int | None, typer.Option("--seed", metavar="N", help="Seed of the sweep.", show_default=False)
]
Refit = Annotated[
    bool | None,
    typer.Option(
        "--refit/--no-refit",
        help="Train the winner on all data at the end.",
        show_default=False,
    ),
]

_OPTIONS = {
    "trials": "`--trials`",
    "folds": "`--folds`",
    "workers": "`--workers`",
    "storage": "`--storage`",
    "timeout_minutes": "`--timeout-minutes`",
    "refit": "`--refit` or `--no-refit`",
}


def run(
    sweep: SweepFile = None,
    trials: Trials = None,
    folds: Folds = None,
    workers: WorkerCount = None,
    timeout_minutes: Minutes = None,
    seed: Seed = None,
    storage: Storage = None,
    launcher: Launcher = None,
    config: Configs = None,
    data: Data = None,
    output_dir: Output = None,
    overrides: Overrides = None,
    refit: Refit = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Run a sweep: trials with cross-validation, the winner refitted, a report.

    Without a file it sweeps the embedded demo. Everything is below one folder, and a sweep that was
    stopped or killed continues with `training hpo resume`.

    Several machines share a sweep when each runs this command with the same file, data and
    `--storage`.
    """
    from training.config.layers.overrides import override_texts
    from training.hpo.cli.run.session import run_new_sweep

    _refuse_sweep_keys(overrides or ())
    settings = {
        "trials": trials,
        "folds.number": folds,
        "timeout_minutes": timeout_minutes,
        "seed": seed,
        "storage": storage,
        "refit": refit,
        **worker_settings(workers, launcher),
    }
    named = {"data.path": data, "output_dir": output_dir}
    shared = override_texts(named, overrides or ())
    run_new_sweep(sweep, settings, config or (), shared, quiet, json)


def _refuse_sweep_keys(overrides: Sequence[str]) -> None:
    """Refuse keys that only a sweep file has.

    Args:
        overrides: `key=value` texts.

    Raises:
        ConfigError: One sets such a key.
    """
    from training.config import RunConfig
    from training.hpo.sweep.config import SweepConfig

    own = set(SweepConfig.model_fields) - set(RunConfig.model_fields)
    for text in overrides:
        key = text.partition("=")[0].strip()
        first = key.partition(".")[0]
        if first in own:
            option = f"{_OPTIONS[first]} or " if first in _OPTIONS else ""
            raise ConfigError(
                f"--set {key}: `{first}` is a key of the sweep, and `--set` sets what all trials "
                f"share. Give it with {option}in the sweep file: `training hpo run sweep.yaml`."
            )


def worker_settings(workers: str | None, launcher: str | None) -> dict[str, str | int | None]:
    """Return the settings behind `--workers` and `--launcher`.

    Raises:
        ConfigError: `--workers` is neither a number nor `auto`.
    """
    number = int(workers) if workers is not None and workers.isdigit() else workers
    if isinstance(number, str) and number != "auto":
        raise ConfigError(f"`--workers` must be a whole number, 0 or `auto`, not {number!r}.")
    return {"workers.number": number, "workers.backend": launcher}
