"""The records a model is tested on: named when they are set aside, recognised ever after."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import ConfigDict, Field

from training.config import RunConfig, Section
from training.core.data.dataset import Dataset, Record
from training.core.data.read import read_records
from training.core.data.views import Part
from training.core.splits.divide import divide_records
from training.core.splits.split_record import noted_section
from training.core.tasks.build import build_task
from training.errors import DataError

DETAIL = "test_records"
"""Key of records and details that holds them."""


class TestRecords(Section):
    """What a record says of the records that were set aside for the test.

    They may be none: then there is no honest test score.
    """

    __test__ = False
    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    number: int = Field(ge=0)
    """How many they are."""
    fingerprint: str
    """Digest of their content, in their order."""
    origin: Literal["data", "held out", "none"]
    """Whether the data has them, they were held out of its training split, or there are none."""
    positions: str | None = None
    """Digest of their positions in the training split, when they were held out of it."""
    seed: int | None = None
    """`data.test_seed`, when they were held out."""

    @property
    def words(self) -> str:
        """What they are, for people."""
        if not self.number:
            return "no honest test score: the data has no test split, and data.test_fraction is 0"
        brought = "held out" if self.origin == "held out" else "test split of the data"
        return f"{self.number} records, {brought}, {self.fingerprint[:8]}"


def test_records_of(divided: Dataset[Record], config: RunConfig) -> TestRecords:
    """Return what is to be recorded of the test split of divided records."""
    test = divided.test
    is_drawn = isinstance(test, Part) and config.data.test_seed is not None
    return TestRecords(
        number=len(test),
        fingerprint=content_digest(test),
        origin="none" if not test else "held out" if is_drawn else "data",
        positions=_digest(map(str, test.indices)) if is_drawn and isinstance(test, Part) else None,
        seed=config.data.test_seed if is_drawn else None,
    )


def test_records_in_data(config: RunConfig) -> TestRecords:
    """Return the records that a run with this configuration is tested on; the data is read for it.

    Raises:
        DataError: The data cannot be used.
    """
    divided = divide_records(config, build_task(config), read_records(config.data))
    return test_records_of(divided.records, config)


def noted_test_records(record: Mapping[str, Any], place: str) -> TestRecords | None:
    """Return what a record says of test records; None for one that says nothing.

    Raises:
        RunError: The record is damaged.
    """
    return noted_section(record, DETAIL, TestRecords, place)


def require_test_records(expected: TestRecords, found: TestRecords, place: str) -> None:
    """Refuse to continue when the test records are not those that were set aside.

    Args:
        expected: What was set aside.
        found: What is there now.
        place: What set them aside, for the message.

    Raises:
        DataError: They are others: a score on them would not be that of records never seen.
    """
    if expected.fingerprint != found.fingerprint:
        raise DataError(
            f"{place} set {expected.number} records aside for the test (fingerprint "
            f"{expected.fingerprint[:8]}), and here the test split is {found.number} other records "
            f"({found.fingerprint[:8]}): the model may have seen them, so the score would not be "
            "honest. Bring back the same data, and the same data.test_fraction and data.test_seed; "
            "or do without a test split by data.test_fraction=0."
        )


def is_honest(record: Mapping[str, Any]) -> bool:
    """Return whether a run of a sweep was tested on records set aside before the sweep."""
    details = record.get("details")
    noted = details.get(DETAIL) if isinstance(details, Mapping) else None
    return isinstance(noted, Mapping) and bool(noted.get("number"))


def test_words(records: TestRecords | None) -> str:
    """Return what a sweep set aside for the test, for people."""
    if records is None:
        return "no honest test score: no records were set aside before the folds were made"
    return records.words


def content_digest(records: Sequence[Record]) -> str:
    """Return a digest of the content of records; where they stand does not matter."""
    return _digest(json.dumps(one.values, sort_keys=True, default=str) for one in records)


def _digest(lines: Any) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()
