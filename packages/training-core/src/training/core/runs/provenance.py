"""Say what a run is and which runs it was made from."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["train", "trial", "fold", "refit", "final", "sweep"]


@dataclass(frozen=True)
class Parent:
    """A run that another one was made from.

    Attributes:
        kind: What it is: a `Kind`, or ``study``.
        id: Its name.
        directory: Its run directory; None when it has none, or it is not known. In a record it is
            written relative to the child's directory, so that a folder of runs can be moved.
        fingerprints: Its `data_fp`, `spec_fp` and `exec_fp`, as far as they are known; they prove
            later that it is still the same run.
    """

    kind: str
    id: str
    directory: str | None = None
    fingerprints: Mapping[str, str] = field(default_factory=dict)

    def as_record(self, child: Path) -> dict[str, Any]:
        """Return what the `run.json` in the directory `child` says of this parent."""
        directory = None if self.directory is None else os.path.relpath(self.directory, child)
        return {
            "kind": self.kind,
            "id": self.id,
            "directory": directory,
            "fingerprints": dict(self.fingerprints),
        }


@dataclass(frozen=True)
class Provenance:
    """Where a run comes from.

    Attributes:
        kind: What the run is.
        parents: Runs it was made from, the nearest first: of a fold its trial, of a trial its
            sweep.
        details: What else tells it from its siblings, as JSON: a trial's number, a fold's index.
    """

    kind: Kind = "train"
    parents: Sequence[Parent] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    def run_id(self, directory: Path) -> str:
        """Return the name of a run: that of its directory, below the name of the run around it.

        A fold in the directory of a trial, which is in that of a sweep, is called
        ``demo-20260102-030405-ab12/trial-0003/fold-1``.
        """
        whole = directory.absolute()
        for parent in self.parents:
            around = None if parent.directory is None else Path(parent.directory).absolute()
            if around is not None and around in whole.parents:
                return f"{parent.id}/{whole.relative_to(around).as_posix()}"
        return directory.name

    def as_record(self, directory: Path) -> dict[str, Any]:
        """Return what the `run.json` in `directory` says of it."""
        return {
            "kind": self.kind,
            "parents": [parent.as_record(directory) for parent in self.parents],
            "details": dict(self.details),
        }
