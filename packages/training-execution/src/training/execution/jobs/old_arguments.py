"""Job spec of a process that runs the old training job for another one."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

from training.core.io.atomic_files import write_json

ARGUMENTS = "arguments.json"


@dataclass(frozen=True)
class OldJobSpec:
    """The arguments of the old command.

    Attributes:
        arguments: Result of `parse_training_arguments`.
        directory: Existing run directory.
    """

    arguments: Namespace
    directory: Path

    def write(self, folder: Path) -> None:
        """Write the order into an existing folder."""
        values = {**vars(self.arguments), "output_dir": self.directory}
        write_json(folder / ARGUMENTS, {name: _plain(value) for name, value in values.items()})

    @staticmethod
    def read(folder: Path) -> Namespace | None:
        """Return the arguments that `write` left in a folder; None when it holds another order."""
        file = folder / ARGUMENTS
        if not file.is_file():
            return None
        return Namespace(**json.loads(file.read_text(encoding="utf-8")))


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Path) else value
