"""The process that runs the old training job for another one.

It is `python -m training.execution.compat.training_worker FOLDER PARENT`.
"""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import training
from training.core.io.atomic_files import write_json
from training.execution.worker.process import main

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
    worker: ClassVar[str] = "training.execution.compat.training_worker"

    def write(self, folder: Path) -> None:
        """Write the arguments into an existing folder."""
        values = {**vars(self.arguments), "output_dir": self.directory}
        write_json(folder / ARGUMENTS, {name: _plain(value) for name, value in values.items()})

    @staticmethod
    def read(folder: Path) -> Namespace:
        """Return the arguments that `write` left in a folder."""
        return Namespace(**json.loads((folder / ARGUMENTS).read_text(encoding="utf-8")))


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Path) else value


def _run_old_job(folder: Path) -> None:
    training.run_training(OldJobSpec.read(folder))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), _run_old_job))
