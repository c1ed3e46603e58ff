"""The splits of a run: named when it starts, recognised wherever they are made again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeVar

import numpy as np
from pydantic import ConfigDict, Field, ValidationError

from training.config import Section
from training.core.data.views import Part
from training.core.splits.divide import SplitDataset
from training.errors import RunError

SPLIT = "split"
"""Key of records that holds it."""

PARTS_OF_SWEEPS = ("fold", "trial", "refit", "sweep")
"""Kinds of runs that train on data that their sweep puts together."""

LENGTH = 32

Origin = Literal["data", "memory", "part"]
Noted = TypeVar("Noted", bound=Section)


class SplitRecord(Section):
    """What the record of a run says of its splits."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    fingerprint: str = Field(min_length=1)
    """Digest of the content of the data, and of the positions that were held out of its training
    split."""
    held_out: list[str]
    """Names of the splits that were drawn from the training split."""
    origin: Origin
    """Whether the splits are those of the `data` section, of records in memory, or a part that a
    sweep put together."""

    def is_same(self, other: SplitRecord) -> bool:
        """Return whether the same items train, validate and test."""
        return self.fingerprint == other.fingerprint

    @property
    def is_ours(self) -> bool:
        """Whether the data does not have these splits itself."""
        return bool(self.held_out) or self.origin != "data"


def split_record_of(divided: SplitDataset, data_fp: str, origin: Origin = "data") -> SplitRecord:
    """Return what is to be recorded of divided records.

    Args:
        divided: The records; none of them is read.
        data_fp: Fingerprint of the content of the data.
        origin: Where the records are from.
    """
    digest = hashlib.sha256(data_fp.encode())
    for name in divided.held_out:
        digest.update(f"\0{name}\0".encode())
        digest.update(_positions(divided.records.split(name)).astype("<i8").tobytes())
    return SplitRecord(
        fingerprint=digest.hexdigest()[:LENGTH], held_out=list(divided.held_out), origin=origin
    )


def noted_split(record: Mapping[str, Any], place: str) -> SplitRecord | None:
    """Return what a record says of its splits; None for one that says nothing.

    Raises:
        RunError: The record is damaged.
    """
    return noted_section(record, SPLIT, SplitRecord, place)


def noted_section(
    record: Mapping[str, Any], key: str, model: type[Noted], place: str
) -> Noted | None:
    """Return what a record says under a key; None for one that says nothing there.

    Args:
        record: The record.
        key: The key.
        model: What has to stand there.
        place: Where the record is, for messages.

    Raises:
        RunError: The record is damaged.
    """
    noted = record.get(key)
    if noted is None:
        return None
    try:
        return model.model_validate(noted)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        damaged = ".".join([key, *map(str, first["loc"])])
        raise RunError(f"{place}: `{damaged}` is damaged: {first['msg']}.") from error


def why_not_held_out(record: Mapping[str, Any], place: str, found: SplitRecord) -> str:
    """Return why splits may hold items that a run trained on; empty where nothing says so.

    Splits of the data itself are held out whatever else of the data has changed.

    Args:
        record: The record of the run.
        place: Where the record is, for messages.
        found: What the data and configuration of the run give now.

    Raises:
        RunError: The record is damaged.
    """
    expected = noted_split(record, place)
    if expected is None:
        is_unknown = bool(found.held_out) or record.get("kind") in PARTS_OF_SWEEPS
        return _UNKNOWN if is_unknown else ""
    if expected.is_same(found) or not (expected.is_ours or found.is_ours):
        return ""
    before, now = expected.fingerprint[:8], found.fingerprint[:8]
    return f"{_REASONS[expected.origin]} (fingerprint of the splits: {before}, and now {now})"


_UNKNOWN = (
    "its record does not say which records it was trained on (an earlier version of training-core "
    "wrote it), and records may have been held out in another way than now"
)
_REASONS: Mapping[Origin, str] = {
    "data": "the data has changed since, or is held out in another way by this version of "
    "training-core",
    "memory": "it was trained on records that were put together in memory, not on the splits of "
    "its `data` section",
    "part": "it was trained on a part of the data that its sweep put together",
}


def _positions(items: Sequence[Any]) -> np.ndarray:
    """Return where items stand in the sequence that they were drawn from."""
    if not isinstance(items, Part):
        return np.arange(len(items), dtype=np.int64)
    indices = np.asarray(items.indices, dtype=np.int64)
    return _positions(items.items)[indices] if isinstance(items.items, Part) else indices
