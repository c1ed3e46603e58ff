"""The command that each trial of an Azure ML sweep runs."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from training.errors import ConfigError

CONFIG_FOLDER = "config"


class TrialCode(NamedTuple):
    """What is sent to Azure.

    Attributes:
        folder: Folder with the script and the folder `config`.
        script: Path of the script in it, with forward slashes.
    """

    folder: Path
    script: str


def trial_code(script_path: Path) -> TrialCode:
    """Return the code of a trial: the nearest folder around the script that holds `config`.

    Raises:
        ConfigError: The script does not exist, or no folder around it holds `config`.
    """
    script = Path(script_path).absolute()
    if not script.is_file():
        raise ConfigError(f"`script_path`: there is no file {script_path}.")
    for folder in script.parents:
        if (folder / CONFIG_FOLDER).is_dir():
            return TrialCode(folder, script.relative_to(folder).as_posix())
    raise ConfigError(
        f"`script_path`: no folder around {script_path} holds the folder `{CONFIG_FOLDER}`, which "
        "trials read their configuration from. Put it beside the script."
    )


def trial_command(code: TrialCode, backbone: str, parameters: Iterable[str]) -> str:
    """Return the command of a trial, with Azure's placeholders.

    Args:
        code: The script.
        backbone: Backbone that is trained.
        parameters: Names of the search space as Azure takes them; each becomes an option with
            dashes, ``--learning-rate``, or, where it is a dotted key, ``--set model.dropout=…``.
    """
    fixed = [
        f"python {shlex.quote(code.script)}",
        "--data-asset ${{inputs.data}}",
        f"--config-dir {CONFIG_FOLDER}",
        f"--backbone {shlex.quote(backbone)}",
    ]
    return " ".join([*fixed, *map(_option, parameters)])


def _option(name: str) -> str:
    value = f"${{{{search_space.{name}}}}}"
    if "__" in name:
        return f"--set {name.replace('__', '.')}={value}"
    return f"--{name.replace('_', '-')} {value}"
