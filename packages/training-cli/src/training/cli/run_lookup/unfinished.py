"""Find the directory that `training train` works in when it is given one."""

from __future__ import annotations

from pathlib import Path

from training.cli.options import ConfigOptions
from training.config.origin import shown_path
from training.core.io.atomic_files import refusal
from training.core.runs.directory import Run, open_run
from training.core.splits.split_record import PARTS_OF_SWEEPS
from training.errors import ConfigError, RunError
from training.execution.launchers.run_directory import lacks_report

DEFAULT_FOLDER = Path("runs")


def unfinished_run(reference: str, options: ConfigOptions) -> Path:
    """Return the directory of an unfinished run, or of one that lacks its report only.

    Args:
        reference: Directory, name in the folder of `--output`, or ``latest``.
        options: The other options of the command; only `--output` may be given.

    Raises:
        ConfigError: An option contradicts what the run was started with.
        RunError: There is no such run, it is finished, or it belongs to a sweep.
    """
    _refuse_others(options)
    run = open_run(reference, options.output or DEFAULT_FOLDER)
    _require_own_run(run)
    if run.record.get("status") == "completed" and not lacks_report(run.directory):
        raise RunError(
            f"{run.directory}: this run is complete, there is nothing to resume. To train on from "
            f"its weights, start a run with --set training.checkpoint.source_path={run.checkpoint}."
        )
    return run.directory


def _require_own_run(run: Run) -> None:
    """Refuse what a sweep trains, on data that it put together."""
    kind = run.record.get("kind")
    if kind in PARTS_OF_SWEEPS:
        what = "is a sweep" if kind == "sweep" else f"is the {kind} of a sweep"
        shown = shown_path(run.directory) if kind == "sweep" else "SWEEP"
        raise RunError(
            f"{run.directory}: this {what}, which `training hpo resume {shown}` continues with. "
            "`training hpo refit` trains its winner."
        )


def directory_for(into: Path) -> Path:
    """Return the directory of a run that begins, or continues if one is in it already.

    Raises:
        RunError: It cannot be made.
    """
    try:
        into.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(
            f"--into {into}: this directory cannot be made: {refusal(error)}. Name another one."
        ) from error
    return into


def _refuse_others(options: ConfigOptions) -> None:
    given = {
        "EXPERIMENT": options.experiment,
        "--config": options.configs,
        "--data": options.data,
        "--seed": options.seed,
        "--set": options.overrides,
    }
    for name, value in given.items():
        if value is not None and value != []:
            raise ConfigError(
                f"--resume continues with the configuration the run was started with: leave out "
                f"{name}, or start a new run. To train longer, start one from the weights of a "
                "complete run with --set training.checkpoint.source_path=RUN/checkpoint."
            )
