"""The options by which every command that reads a configuration is given one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from training.core.console.help import DATA, JSON

if TYPE_CHECKING:
    from training.config import ResolvedConfig

Experiment = Annotated[
    Path | None,
    typer.Argument(
        metavar="EXPERIMENT",
        help="YAML file of the experiment; without it the embedded demo with built-in defaults.",
        show_default=False,
    ),
]
Configs = Annotated[
    list[Path] | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        help="Further YAML file that overrides the experiment; may be repeated.",
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
        help="Folder for run directories; short for --set output_dir=DIR.",
        show_default=False,
    ),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        "-s",
        metavar="KEY=VALUE",
        help="Set one value, for example training.epochs=3; may be repeated, and wins.",
        show_default=False,
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed",
        metavar="N",
        help="Seed of everything random; short for --set seed=N.",
        show_default=False,
    ),
]
Resume = Annotated[
    str | None,
    typer.Option(
        "--resume",
        metavar="RUN",
        help="Resume an unfinished run: its directory, its name in the folder of --output, or "
        "`latest`.",
        show_default=False,
    ),
]
Into = Annotated[
    Path | None,
    typer.Option(
        "--into",
        metavar="DIR",
        help="Directory of the run itself, made when it is missing. An unfinished run of the same "
        "configuration in it continues: for jobs that a scheduler starts again.",
        show_default=False,
    ),
]
Excludes = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude",
        "-e",
        metavar="PATTERN",
        help="Pass over files and folders, by a pattern as in .gitignore; may be repeated.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", **JSON)]
RunReference = Annotated[
    str,
    typer.Argument(
        metavar="RUN",
        help="Run directory, name of a run in the folder of --runs, or `latest`.",
        show_default=False,
    ),
]
Runs = Annotated[
    Path,
    typer.Option("--runs", metavar="DIR", help="Folder in which the names of runs are looked up."),
]
Device = Annotated[
    str, typer.Option("--device", metavar="NAME", help="auto, cpu, cuda, cuda:1 or mps.")
]


class ConfigOptions(NamedTuple):
    """What the user gave to say which configuration is meant.

    Attributes:
        experiment: Experiment file.
        configs: Further files, later ones win.
        data: Value of `--data`.
        output: Value of `--output`.
        seed: Value of `--seed`.
        overrides: Values of `--set`; they win over the other options.
    """

    experiment: Path | None
    configs: list[Path] | None
    data: Path | None
    output: Path | None
    seed: int | None
    overrides: list[str] | None

    def resolve(self) -> ResolvedConfig:
        """Resolve the configuration.

        Raises:
            ConfigError: A file, variable or option cannot be used.
            PluginError: A plugin it needs cannot be used.
        """
        from training.core.run_config.resolve import resolve_run_config

        return resolve_run_config(self.experiment, self.configs or (), self.all_overrides())

    def all_overrides(self) -> list[str]:
        """Return every option as a `key=value` text, those of `--set` last."""
        from training.config.layers.overrides import override_texts

        named = {"data.path": self.data, "output_dir": self.output, "seed": self.seed}
        return override_texts(named, self.overrides or ())


OtherReader = Annotated[
    str | None,
    typer.Option(
        "--reader",
        metavar="NAME",
        help="Dataset reader for --data; by default as in training.",
        show_default=False,
    ),
]
