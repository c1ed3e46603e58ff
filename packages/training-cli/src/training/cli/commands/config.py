"""`training config`."""

from __future__ import annotations

import json as json_format
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.cells import cell_len
from rich.text import Text

from training.cli.options import (
    ConfigOptions,
    Configs,
    Data,
    Experiment,
    Json,
    Output,
    Overrides,
    Seed,
)
from training.cli.terminal.tables import print_table
from training.config.redaction import redacted_value
from training.core.console.consoles import output
from training.core.console.help import examples
from training.core.console.lines import print_json, print_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from training.config import ResolvedConfig

app = typer.Typer(
    rich_markup_mode="rich",
    no_args_is_help=True,
    help="Show, check and explain configurations.",
    epilog=examples(
        "training config show experiment.yaml      # every value and its origin",
        "training config validate experiment.yaml  # is it right?",
        "training config keys                      # what can be set, and its meaning",
    ),
)


@app.command(epilog=examples("training config show experiment.yaml --set training.epochs=3"))
def show(
    experiment: Experiment = None,
    config: Configs = None,
    data: Data = None,
    output_dir: Output = None,
    overrides: Overrides = None,
    seed: Seed = None,
    json: Json = False,
) -> None:
    """Print the resolved configuration with where each value came from.

    It takes the options of `training train`. Later places win: built-in defaults, defaults of the
    backbone, the experiment, --config files, TRAINING__… environment variables, --set.
    """
    options = ConfigOptions(experiment, config, data, output_dir, seed, overrides)
    rows = [
        row._replace(value=redacted_value(row.value, row.key.rpartition(".")[2]))
        for row in options.resolve().rows()
    ]
    if json:
        print_json([{"key": r.key, "value": r.value, "origin": str(r.origin)} for r in rows])
    else:
        cells = [(row.key, _shown(row.value), str(row.origin)) for row in rows]
        _print_values(cells)


@app.command(epilog=examples("training config validate experiment.yaml"))
def validate(
    experiment: Experiment = None,
    config: Configs = None,
    data: Data = None,
    output_dir: Output = None,
    overrides: Overrides = None,
    seed: Seed = None,
) -> None:
    """Check a configuration without training; every problem is reported at once, with its place."""
    options = ConfigOptions(experiment, config, data, output_dir, seed, overrides)
    resolved = options.resolve()
    _check_outside(resolved)
    files = _files(resolved, [*([experiment] if experiment else []), *(config or [])])
    verb = "is" if len(files) < 2 else "are"
    print_line(f"{', '.join(files) or 'The built-in configuration'} {verb} valid.")


@app.command(epilog=examples("training config keys --set model.backbone=bilstm"))
def keys(
    experiment: Experiment = None,
    config: Configs = None,
    overrides: Overrides = None,
    json: Json = False,
) -> None:
    """List every key with its type, default and meaning.

    The keys of the chosen task, backbone and reader are among them.
    """
    from training.config import key_table

    options = ConfigOptions(experiment, config, None, None, None, overrides)
    rows = key_table(type(options.resolve().config))
    if json:
        print_json([row._asdict() for row in rows])
        return
    columns = ["key", "type", "default", "meaning"]
    cells = [
        (row.key, row.type, "(required)" if row.required else _shown(row.default), row.description)
        for row in rows
    ]
    print_table(output(), columns, cells)


def _print_values(cells: list[tuple[str, str, str]]) -> None:
    """Print a row for each value; on a narrow terminal origins stand below, but for defaults."""
    console = output()
    widths = [max(cell_len(cell) for cell in column) for column in zip(*cells)]
    if not console.is_terminal or sum(widths) + 4 <= console.width:
        print_table(console, ["key", "value", "origin"], cells)
        return
    for key, value, origin in cells:
        console.print(f"{key}: {value}")
        if origin != "default":
            console.print(Text(f"  from {origin}", "dim"))


def _check_outside(resolved: ResolvedConfig) -> None:
    """Check what is not in the configuration itself: the data's path, launcher, callbacks."""
    from training.core.data.read import files_of
    from training.core.plugins import get_registry
    from training.errors import ConfigError, UserError

    config = resolved.config
    launcher = config.distributed.launcher
    checks: dict[tuple[str, str], Callable[[], object]] = {
        ("data", "path"): lambda: files_of(config.data),
        ("distributed", "launcher"): lambda: get_registry("launcher").find(launcher),
    }
    for path, check in checks.items():
        try:
            check()
        except UserError as error:
            raise ConfigError(f"{resolved.origins[path]}: {error}") from error
    if config.training.max_minutes is not None or type(config.training.callbacks).model_fields:
        from training.core.trainer.callbacks.build import build_callbacks

        build_callbacks(config.training)


def _shown(value: object) -> str:
    """Return a value as it would be written in a configuration."""
    return value if isinstance(value, str) else json_format.dumps(value, ensure_ascii=False)


def _files(resolved: ResolvedConfig, given: list[Path]) -> list[str]:
    """Return the files that took part: those that were named, then those they refer to."""
    from training.config.origin import shown_path

    referred = [origin.file for origin in resolved.origins.values() if origin.file]
    return list(dict.fromkeys(shown_path(file) for file in [*given, *referred]))
