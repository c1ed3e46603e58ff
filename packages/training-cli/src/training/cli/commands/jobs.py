"""`training jobs`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from training.cli.options import (
    ConfigOptions,
    Configs,
    Data,
    Experiment,
    Json,
    Output,
    Overrides,
    Resume,
    Runs,
    Seed,
)
from training.cli.run_lookup.unfinished import unfinished_run
from training.cli.terminal.messages import print_note
from training.cli.terminal.tables import print_table
from training.config.layers.overrides import override_text
from training.core.console.consoles import output
from training.core.console.help import examples
from training.core.console.lines import print_json, print_line, print_part

if TYPE_CHECKING:
    from training.execution.jobs import Job, JobState

DEFAULT_RUNS = Path("runs")

Name = Annotated[
    str, typer.Argument(metavar="JOB", help="Name of a job, or `latest`.", show_default=False)
]
OptionalName = Annotated[
    str | None,
    typer.Argument(metavar="JOB", help="Name of a job, or `latest`; all without it."),
]
Launcher = Annotated[
    str | None,
    typer.Option(
        "--launcher",
        metavar="NAME",
        help="Who carries it out: local, torchrun, subprocess, ray or azureml; short for "
        "--set distributed.launcher=NAME.",
        show_default=False,
    ),
]
Follow = Annotated[bool, typer.Option("--follow", "-f", help="Continue until the job has ended.")]

app = typer.Typer(
    rich_markup_mode="rich",
    no_args_is_help=True,
    help="Start runs that keep running without you, and follow them.",
    epilog=examples(
        "training jobs submit experiment.yaml  # keeps running after you log out",
        "training jobs logs latest --follow    # what it says",
        "training jobs status                  # all of them",
        "training jobs cancel latest           # writes a checkpoint and ends",
    ),
)


@app.command(
    epilog=examples(
        "training jobs submit experiment.yaml",
        "training jobs submit experiment.yaml --launcher ray",
        "training jobs submit --resume latest",
        "training launch --nproc 2 jobs submit experiment.yaml",
    )
)
def submit(
    experiment: Experiment = None,
    config: Configs = None,
    data: Data = None,
    output_dir: Output = None,
    overrides: Overrides = None,
    seed: Seed = None,
    launcher: Launcher = None,
    resume: Resume = None,
    json: Json = False,
) -> None:
    """Start a run as a job and come back at once.

    A job inherits the environment, of which nothing is recorded. The launcher `azureml` submits to
    Azure ML; with all others the job is a process of this machine.
    """
    options = ConfigOptions(experiment, config, data, output_dir, seed, overrides)
    job = _submitted(options, launcher) if resume is None else _resumed(resume, options, launcher)
    if json:
        print_json(_row(job, None))
        return
    print_line(job.id)
    print_note(f"see what it says with `training jobs logs {job.id}{_where(job)}`")


@app.command(epilog=examples("training jobs status", "training jobs status latest --json"))
def status(job: OptionalName = None, runs: Runs = DEFAULT_RUNS, json: Json = False) -> None:
    """Show what has become of jobs."""
    from training.core.runs.directory import require_folder_of_runs
    from training.execution.jobs.records import find_job, list_jobs
    from training.execution.launchers.submit import backend_of

    require_folder_of_runs(runs)
    jobs = list_jobs(runs) if job is None else [find_job(job, runs)]
    rows = [_row(one, backend_of(one.launcher).state(one)) for one in jobs]
    if json:
        print_json(rows if job is None else rows[0])
        return
    if not rows:
        output().print(f"No job in {runs}. Start one with `training jobs submit`.")
        return
    columns = ["job", "launcher", "created", "status", "detail"]
    print_table(output(), columns, [[str(row[name]) for name in columns] for row in rows])


@app.command(epilog=examples("training jobs logs latest", "training jobs logs latest --follow"))
def logs(job: Name, runs: Runs = DEFAULT_RUNS, follow: Follow = False) -> None:
    """Print what a job has said."""
    from training.execution.jobs.records import find_job
    from training.execution.launchers.submit import backend_of

    found = find_job(job, runs)
    for part in backend_of(found.launcher).logs(found, follow):
        print_part(part)


@app.command(epilog=examples("training jobs cancel latest"))
def cancel(job: Name, runs: Runs = DEFAULT_RUNS) -> None:
    """Ask a job to end; a local run writes a checkpoint first, from which it can continue."""
    from training.execution.jobs.records import find_job
    from training.execution.launchers.submit import backend_of

    found = find_job(job, runs)
    backend = backend_of(found.launcher)
    state = backend.state(found)
    if state.status not in ("running", "waiting"):
        print_note(f"{found.id} has ended already: {state.status}")
        return
    backend.cancel(found)
    print_note(f"{found.id} was asked to end; `training jobs status {found.id}` shows when it has")


def _submitted(options: ConfigOptions, launcher: str | None) -> Job:
    from training.execution.jobs import submit_job

    chosen = [] if launcher is None else [override_text("distributed.launcher", launcher)]
    launched = options._replace(overrides=[*(options.overrides or ()), *chosen])
    return submit_job(launched.resolve().config)


def _resumed(resume: str, options: ConfigOptions, launcher: str | None) -> Job:
    from training.core.runs.same_spec import run_config_of
    from training.execution import distributed_as
    from training.execution.jobs import submit_job

    directory = unfinished_run(resume, options)
    if launcher is None:
        return submit_job(run_config_of(directory), directory)
    with distributed_as({"launcher": launcher}):
        return submit_job(run_config_of(directory), directory)


def _row(job: Job, state: JobState | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "job": job.id,
        "launcher": job.launcher,
        "created": job.created[:19],
        "directory": None if job.directory is None else str(job.directory),
    }
    return row if state is None else {**row, "status": state.status, "detail": state.detail}


def _where(job: Job) -> str:
    runs = job.folder.parent.parent
    return "" if runs == DEFAULT_RUNS else f" --runs {runs}"
