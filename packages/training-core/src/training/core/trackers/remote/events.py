"""Events of a run in its queue: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True)
class Begin:
    """A run begins, or resumes after a stop.

    Attributes:
        time: Milliseconds since 1970, UTC, as in all events.
        record: The content of `run.json` at that time.
        parameters: Every value of the configuration by its dotted key.
        ancestors: Records of the runs around it, the nearest first: of a fold its trial, then the
            sweep; each has `id` and `kind`, and as much else as is known, `directory` included.
    """

    time: int
    record: Mapping[str, Any]
    parameters: Mapping[str, Any]
    ancestors: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Numbers:
    """Numbers were recorded, as `Tracker.log` gets them."""

    time: int
    split: str
    epoch: int
    step: int
    metrics: Mapping[str, Any]

    @property
    def place(self) -> tuple[str, int, int]:
        """What is recorded once: the same place comes again when a resumed fit repeats a step."""
        return (self.split, self.epoch, self.step)


@dataclass(frozen=True)
class File:
    """A file or folder of the run directory is to be kept.

    Attributes:
        path: Relative to the run directory.
    """

    time: int
    path: str


@dataclass(frozen=True)
class End:
    """The run ended.

    Attributes:
        status: ``completed``, ``interrupted`` or ``failed``.
        record: The content of `run.json` at that time.
    """

    time: int
    status: str
    record: Mapping[str, Any]


REASON = 200
"""Most characters that are reported of what is wrong with a line."""

Event: TypeAlias = Begin | Numbers | File | End

_KINDS: dict[str, type[Event]] = {"begin": Begin, "numbers": Numbers, "file": File, "end": End}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def to_line(event: Event) -> bytes:
    """Return the event as one line of JSON."""
    values = {"event": _NAMES[type(event)], **asdict(event)}
    return json.dumps(values, ensure_ascii=False, default=str).encode() + b"\n"


def from_line(line: bytes) -> Event:
    """Return the event of a line.

    Raises:
        ValueError: It is not a line that `to_line` wrote.
    """
    try:
        values = json.loads(line)
        return _checked(values.pop("event")).validate_python(values)
    except RecursionError as error:
        raise ValueError("no event: it is nested too deeply") from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"no event: {' '.join(str(error).split())[:REASON]}") from error


@cache
def _checked(name: str) -> TypeAdapter[Event]:
    from pydantic import TypeAdapter

    return TypeAdapter(_KINDS[name])
