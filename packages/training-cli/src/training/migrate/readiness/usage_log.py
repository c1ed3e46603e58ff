"""Read the log of old imports."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from training.errors import UserError
from training.migrate.readiness.usage_record import VARIABLE, UsageRecord

FIELD_TYPES = (str, str, str, str, int, int)


@dataclass(frozen=True)
class UsageLog:
    """The content of a log.

    Attributes:
        path: Its file.
        began: When it was begun, in UTC: by `begin_log`, or else with its first record. None for
            an empty file.
        records: The imports, in the order in which they were written.
        unreadable: Number of lines that are no records, such as the half of one.
    """

    path: Path
    began: datetime | None
    records: Sequence[UsageRecord]
    unreadable: int


def read_log(path: Path) -> UsageLog:
    """Return the content of a log.

    Raises:
        UserError: There is no such file, or it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        raise UserError(
            f"There is no usage log at {path}. Begin one with `training migrate usage --begin "
            f"{path}`, and set {VARIABLE}={path} where the code runs."
        ) from None
    except OSError as error:
        raise UserError(f"The usage log {path} cannot be read: {error.strerror}.") from error
    found = [record_of(line) for line in text.splitlines()]
    records = [record for record in found if record is not None]
    began = min((moment_of(record) for record in records), default=None)
    imports = [record for record in records if record.old]
    return UsageLog(path, began, imports, found.count(None))


def begin_log(path: Path, now: datetime | None = None) -> None:
    """Note in a log, new or not, that imports are recorded from now on.

    Args:
        path: The log.
        now: The moment, with its time zone; by default this one.

    Raises:
        UserError: The file cannot be written.
    """
    moment = (now or datetime.now(UTC)).isoformat(timespec="seconds")
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(UsageRecord(moment, "", "", "", 0, 0).to_line())
    except OSError as error:
        raise UserError(
            f"The usage log {path} cannot be written: {error.strerror}. Its folder has to exist."
        ) from error


def record_of(line: str) -> UsageRecord | None:
    """Return the record that a line holds, or None for anything else, such as half a line."""
    try:
        record = UsageRecord(**json.loads(line))
        is_complete = all(map(isinstance, record, FIELD_TYPES)) and moment_of(record).tzinfo
    except (TypeError, ValueError):
        return None
    return record if is_complete else None


def moment_of(record: UsageRecord) -> datetime:
    """Return when an import happened."""
    return datetime.fromisoformat(record.time)
