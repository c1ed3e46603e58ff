"""Job spec of a process that trains for another one: a folder with two files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol

from training.config import RunConfig, to_yaml
from training.core.io.atomic_files import write_json, write_text
from training.core.runs.directory import CONFIG
from training.core.runs.provenance import Parent, Provenance
from training.core.runs.same_spec import run_config_of

SPEC = "order.json"
EVENTS = "events"


class Spec(Protocol):
    """Something that another process has to do, in a run directory."""

    worker: ClassVar[str]
    """Module that the process runs, with the folder and its parent's process id as arguments."""

    @property
    def directory(self) -> Path:
        """The run directory."""

    def write(self, folder: Path) -> None:
        """Write the order into an existing folder."""


@dataclass(frozen=True)
class JobSpec:
    """One run to carry out.

    Attributes:
        config: Its configuration.
        directory: Existing run directory.
        provenance: What the run is and which runs it is made from.
    """

    config: RunConfig
    directory: Path
    provenance: Provenance
    worker: ClassVar[str] = "training.execution.worker.process"

    def write(self, folder: Path) -> None:
        """Write the order into an existing folder."""
        write_text(folder / CONFIG, to_yaml(self.config))
        provenance = asdict(self.provenance)
        write_json(folder / SPEC, {"directory": str(self.directory), "provenance": provenance})

    @classmethod
    def read(cls, folder: Path) -> JobSpec:
        """Return the order that `write` left in a folder.

        Raises:
            UserError: A plugin that it needs cannot be used here.
        """
        values = json.loads((folder / SPEC).read_text(encoding="utf-8"))
        config = run_config_of(folder)
        return cls(config, Path(values["directory"]), _provenance(values["provenance"]))


def _provenance(values: Mapping[str, Any]) -> Provenance:
    parents = tuple(Parent(**parent) for parent in values["parents"])
    return Provenance(values["kind"], parents, values["details"])
