"""`training tune`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.cli.options import ConfigOptions, Configs, Data, Experiment, Json, Overrides, Seed
from training.config.origin import shown_path
from training.core.console.consoles import errors, output
from training.core.console.help import examples
from training.core.console.lines import print_json

PLOT = Path("lr-finder.html")

Minimum = Annotated[float, typer.Option("--min", metavar="RATE", help="First learning rate.")]
Maximum = Annotated[float, typer.Option("--max", metavar="RATE", help="Last learning rate.")]
Steps = Annotated[
    int, typer.Option("--steps", metavar="N", help="Steps from the first rate to the last.")
]
Plot = Annotated[Path, typer.Option("--plot", metavar="FILE", help="Page with the plot.")]

app = typer.Typer(rich_markup_mode="rich")


@app.callback(epilog=examples("training tune lr experiment.yaml  # a learning rate"))
def tune() -> None:
    """Look for values before training."""


@app.command(
    "lr",
    epilog=examples(
        "training tune lr experiment.yaml                      # plot and proposal",
        "training tune lr --data notes --set model.dropout=0.1 # of changed options",
        "training tune lr experiment.yaml --min 1e-5 --max 1   # a closer look",
        "training tune lr experiment.yaml --json | jq .suggestion",
    ),
)
def lr(
    experiment: Experiment = None,
    config: Configs = None,
    data: Data = None,
    overrides: Overrides = None,
    seed: Seed = None,
    minimum: Minimum = 1e-7,
    maximum: Maximum = 10.0,
    steps: Steps = 100,
    plot: Plot = PLOT,
    json: Json = False,
) -> None:
    """Propose a learning rate: train with a rising one, and see where the loss falls fastest.

    A model of its own is trained with the experiment's loss, optimizer, callbacks, batches and
    precision, until the loss diverges. No run is made, and no file but the plot is written; the
    encoded data stays in the cache, where training finds it.
    """
    from training.cli.commands.tune.view import lines_of, print_curve, values_of
    from training.core.trainer.lr_finder import find_learning_rate
    from training.execution.report.lr_finder import require_page, write_rate_page

    require_page(plot)
    resolved = ConfigOptions(experiment, config, data, None, seed, overrides).resolve().config
    curve = find_learning_rate(resolved, steps, minimum, maximum)
    lines = lines_of(resolved.training, curve.suggestion)
    write_rate_page(curve, lines, plot)
    if json:
        print_json(values_of(curve, resolved.training, plot))
        errors().print(f"plot  {shown_path(plot)}", highlight=False, markup=False)
    else:
        print_curve(output(), curve, lines, plot)
