"""`training train`."""

from __future__ import annotations

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

if TYPE_CHECKING:
    from rich.console import Console

    from training.cli.terminal.training_display import RunPlace
    from training.config import RunConfig
    from training.core.training_run import TrainingResult

Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print nothing but the path of the run.")
]

app = typer.Typer(rich_markup_mode="rich")


@app.command(
    epilog=examples(
        "training train                                        the embedded demo",
        "training train experiment.yaml                        an experiment of yours",
        "training train --data wnut17 --set training.epochs=3  a folder with train, … files",
        "training train --data cvs.jsonl --json | jq .test.f1  for programs",
    )
)
def train(
    experiment: Experiment = None,
    config: Configs = None,
    data: Data = None,
    output_dir: Output = None,
    overrides: Overrides = None,
    seed: Seed = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Train a model and leave a complete run directory.

    Without arguments it trains on the embedded demo: CVs and job adverts with 11 kinds of
    entities. `training config show` takes the same options and prints what would be trained.
    """
    options = ConfigOptions(experiment, config, data, output_dir, seed, overrides)
    resolved = options.resolve().config
    console = errors() if json else output()
    console.quiet = quiet
    result = _train(resolved, console)
    if json:
        print_json(_outcome(result))
    elif quiet:
        typer.echo(result.run.directory)


def _train(config: RunConfig, console: Console) -> TrainingResult:
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
        result = launch_run(config, [place, TrainingDisplay(console, config, metric)])
    except BaseException:
        _tell_where(place)
        raise
    print_summary(console, result, metric, _sample_input(task.inputs))
    return result


def _tell_where(place: RunPlace) -> None:
    from training.config.origin import shown_path

    if place.directory is not None:
        print_note(f"what there is of the run is in {shown_path(place.directory)}")


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
