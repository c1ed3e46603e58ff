"""`training train`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Annotated

import typer

from training.cli.options import ConfigOptions
from training.cli.options import Configs
from training.cli.options import Data
from training.cli.options import Experiment
from training.cli.options import Json
from training.cli.options import Output
from training.cli.options import Overrides
from training.cli.options import Seed
from training.cli.options import examples
from training.cli.terminal.consoles import errors
from training.cli.terminal.consoles import output
from training.cli.terminal.json_lines import print_json
from training.cli.terminal.messages import print_note
from training.cli.unfinished_run import unfinished_run

if TYPE_CHECKING:
    from rich.console import Console

    from training.cli.terminal.training_display import RunPlace
    from training.config import RunConfig
    from training.core.training_run import TrainingResult

Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print nothing but the path of the run.")
]

Resume = Annotated[
    str | None,
    typer.Option(
        "--resume",
        metavar="RUN",
        help="Go on with an unfinished run: its directory, its name in the folder of --output, or "
        "`latest`.",
        show_default=False,
    ),
]

app = typer.Typer(rich_markup_mode="rich")


@app.command(
    epilog=examples(
        "training train                                       # the embedded demo",
        "training train experiment.yaml                       # an experiment of yours",
        "training train --data notes --set training.epochs=3  # a folder of splits",
        "training train --data notes --json | jq .test.f1     # for programs",
    )
)
def train(
    experiment: Experiment = None,
    config: Configs = None,
    data: Data = None,
    output_dir: Output = None,
    overrides: Overrides = None,
    seed: Seed = None,
    resume: Resume = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Train a model and leave a complete run directory.

    Without arguments it trains on the embedded demo: CVs and job adverts with 11 kinds of
    entities. `training config show` takes the same options and prints what would be trained.

    A run that was stopped or killed goes on with `--resume`, and ends with the same weights and
    numbers as if it had never been stopped.
    """
    options = ConfigOptions(experiment, config, data, output_dir, seed, overrides)
    console = errors() if json else output()
    console.quiet = quiet
    if resume is None:
        result = _train(options.resolve().config, console)
    else:
        directory = unfinished_run(resume, options)
        result = _train(_config_of(directory), console, directory)
    if json:
        print_json(_outcome(result))
    elif quiet:
        typer.echo(result.run.directory)


def _config_of(directory: Path) -> RunConfig:
    from training.core.same_spec import run_config_of

    return run_config_of(directory)


def _train(config: RunConfig, console: Console, directory: Path | None = None) -> TrainingResult:
    from training.cli.terminal.log_lines import show_log
    from training.cli.terminal.run_summary import print_summary
    from training.cli.terminal.training_display import RunPlace
    from training.cli.terminal.training_display import TrainingDisplay
    from training.core.assembly import build_task
    from training.core.assembly import selection_metric
    from training.execution import launch_run

    show_log("warning" if console.quiet else config.logging.level)
    task = build_task(config)
    metric = selection_metric(config, task).name
    place = RunPlace()
    try:
        display = TrainingDisplay(console, config, metric)
        result = launch_run(config, [place, display], directory)
    except BaseException as error:
        _tell_where(place, isinstance(error, (KeyboardInterrupt, SystemExit)))
        raise
    print_summary(console, result, metric, _sample_input(task.inputs))
    return result


def _tell_where(place: RunPlace, is_resumable: bool) -> None:
    from training.config.origin import shown_path

    if place.directory is None:
        return
    shown = shown_path(place.directory)
    how = f"; go on with `training train --resume {shown}`" if is_resumable else ""
    print_note(f"what there is of the run is in {shown}{how}")


def _sample_input(inputs: str) -> str | None:
    from training.cli.terminal.run_summary import SAMPLE_TEXT

    return SAMPLE_TEXT if inputs == "text" else None


def _outcome(result: TrainingResult) -> dict[str, object]:
    return {
        "run": str(result.run.directory),
        "best_epoch": result.best_epoch,
        "validation": result.validation,
        "test": result.test,
    }
