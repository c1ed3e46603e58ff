"""`training train`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from training.cli.options import (
    ConfigOptions,
    Configs,
    Data,
    Experiment,
    Into,
    Json,
    Output,
    Overrides,
    Resume,
    Seed,
)
from training.cli.run_lookup.unfinished import directory_for, unfinished_run
from training.config.origin import shown_path
from training.core.console.consoles import errors, output
from training.core.console.help import examples
from training.core.console.lines import print_json, print_line
from training.errors import ConfigError
from training.execution.process_group.rank_info import is_follower

if TYPE_CHECKING:
    from rich.console import Console

    from training.config import RunConfig
    from training.core.trainer.train import TrainingResult

Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print nothing but the path of the run.")
]

app = typer.Typer(rich_markup_mode="rich")


@app.command(
    epilog=examples(
        "training train                                       # the embedded demo",
        "training train experiment.yaml                       # an experiment of yours",
        "training train --data notes --set training.epochs=3  # a folder of splits",
        "training train --data notes --json | jq .test.f1     # for programs",
        "training train --resume latest                       # resume after a stop",
        "training train experiment.yaml --into runs/a         # begin, or continue",
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
    into: Into = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Train a model and leave a complete run directory.

    Without arguments it trains on the embedded demo: CVs and job adverts with 11 kinds of
    entities. `training config show` takes the same options and prints what would be trained.

    A run that was stopped or killed continues with `--resume`, or with the command it was started
    with if that named its directory with `--into`. It ends with the same weights and numbers as if
    it had never been stopped.
    """
    options = ConfigOptions(experiment, config, data, output_dir, seed, overrides)
    console = errors() if json else output()
    directory = _directory(resume, into, options)
    resolved = options.resolve().config if resume is None else _config_of(directory)
    follows = is_follower(resolved.distributed)
    console.quiet = quiet or follows
    result = _train(resolved, console, directory)
    if follows:
        return
    if json:
        print_json(outcome(result, is_absolute=_is_absolute(resolved, directory)))
    elif quiet:
        place = result.run.directory
        print_line(place if _is_absolute(resolved, directory) else shown_path(place))


def _directory(resume: str | None, into: Path | None, options: ConfigOptions) -> Path | None:
    if resume is not None and into is not None:
        raise ConfigError("--resume names an existing run: leave out --into, or --resume.")
    if resume is not None:
        return unfinished_run(resume, options)
    return None if into is None else directory_for(into)


def _config_of(directory: Path | None) -> RunConfig:
    from training.core.runs.same_spec import run_config_of

    assert directory is not None, "--resume names a run"
    return run_config_of(directory)


def _train(config: RunConfig, console: Console, directory: Path | None = None) -> TrainingResult:
    from training.cli.commands.train.shown_run import ShownRun
    from training.execution import launch_run

    shown = ShownRun(console, config)
    with shown.telling_where():
        result = launch_run(config, shown.observers, directory)
    shown.summarize(result)
    return result


def _is_absolute(config: RunConfig, directory: Path | None) -> bool:
    """Return whether the place of the run was given as an absolute path, and is reported as one."""
    return (config.output_dir if directory is None else directory).is_absolute()


def outcome(result: TrainingResult, is_absolute: bool = True) -> dict[str, object]:
    """Return what programs get of a run."""
    place = result.run.directory
    return {
        "run": str(place) if is_absolute else shown_path(place),
        "best_epoch": result.best_epoch,
        "validation": result.validation,
        "test": result.test,
    }
