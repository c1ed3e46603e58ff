"""The tracker `tensorboard`."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.config import RunConfig
from training.config.origin import dotted
from training.config.redaction import redacted, redacted_value
from training.config.resolved import leaves, plain_values
from training.core.io.atomic_files import open_to_append, own_copy
from training.core.trackers.numbers import numbers_of
from training.core.trackers.tracker import Tracker
from training.errors import missing_extra

if TYPE_CHECKING:
    from training.execution.trackers.tensorboard.event_file import EventFile

FOLDER = "tensorboard"


class TensorboardTracker(Tracker):
    """Writes scalars and the configuration to `tensorboard/` in the run directory.

    A run that resumes after a stop drops what it makes again: files are cut to the length they had
    at the checkpoint, and a TensorBoard that is already open is made to forget the steps.
    """

    _file: EventFile | None = None
    _step = 0

    @classmethod
    def require(cls) -> None:
        """Check that TensorBoard is installed.

        Raises:
            MissingExtraError: It is not.
        """
        if find_spec("tensorboard") is None:
            raise missing_extra("tensorboard", "training-execution", "tensorboard")

    def log(self, split: str, epoch: int, step: int, metrics: Mapping[str, Any]) -> None:
        """Write every number as a scalar: `train/loss`, `validation/per_entity/PERSON/f1`."""
        self._step = max(self._step, step)
        for tag, value in numbers_of(split, metrics):
            self._open().scalar(tag, value, step)

    def state(self) -> dict[str, Any]:
        """Return how long each file is, once everything is written."""
        self._open().flush()
        files = {path.name: path.stat().st_size for path in self._paths()}
        return {"files": files, "step": self._step}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Cut the files to the length they had; later ones go."""
        kept: Mapping[str, int] = state.get("files", {})
        for path in self._paths():
            if path.name not in kept:
                path.unlink()
            elif path.stat().st_size > kept[path.name]:
                own_copy(path)
                with open_to_append(path) as file:
                    file.truncate(kept[path.name])
        self._step = state.get("step", 0)
        if kept:
            self._open().forget_from(self._step + 1)

    def finish(self, status: str) -> None:
        """Write how the run ended, and close the file."""
        file = self._open()
        file.ended(status)
        file.close()

    def _open(self) -> EventFile:
        """Return the file of this process; it is made when the place to resume from is known."""
        if self._file is None:
            from training.execution.trackers.tensorboard.event_file import EventFile

            self._file = EventFile(self.directory / FOLDER)
            self._file.parameters(_parameters(self.config))
        return self._file

    def _paths(self) -> list[Path]:
        return sorted((self.directory / FOLDER).glob("events.out.tfevents.*"))


def _parameters(config: RunConfig) -> dict[str, bool | float | str]:
    values = leaves(plain_values(config))
    return {
        dotted(path): _parameter(redacted_value(value, str(path[-1])))
        for path, value in values.items()
    }


def _parameter(value: Any) -> bool | float | str:
    return value if isinstance(value, (bool, int, float)) else redacted(str(value))
