"""The history of a run, `metrics.jsonl`: read its lines, and notice when it is not as written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from training._regular_files import open_regular
from training.core.io.atomic_files import own_copy, refusal
from training.core.io.checksums import CHUNK
from training.core.runs.record import METRICS
from training.errors import RunError


def history_mark(directory: Path) -> dict[str, Any] | None:
    """Return length and checksum of a run's history; None when it has none."""
    path = directory / METRICS
    if not path.is_file():
        return None
    size = path.stat().st_size
    return {"bytes": size, "sha256": _checksum(path, size)}


def history_problem(directory: Path, mark: Mapping[str, Any] | None) -> str | None:
    """Return how the beginning of a run's history differs from a mark; None when it does not.

    Args:
        directory: The run directory.
        mark: From `history_mark`, or the state of the tracker `jsonl`; None when nothing is known.
    """
    if not mark:
        return None
    from training.core.runs.schema import HistoryMark

    path = directory / METRICS
    try:
        known = HistoryMark.model_validate(dict(mark))
        size = path.stat().st_size
        if size < known.bytes:
            return f"{METRICS} has {size:,} of {known.bytes:,} bytes"
        if known.sha256 not in (None, _checksum(path, known.bytes)):
            return f"the first {known.bytes:,} bytes of {METRICS} are not as they were written"
    except FileNotFoundError:
        return f"{METRICS} is missing"
    except (OSError, ValueError):
        return f"{METRICS} or what is noted of it cannot be read"
    return None


def require_history_of_its_own(directory: Path) -> None:
    """Refuse a history that is a symbolic link: to resume cuts it, wherever it leads.

    One that has other names (hard links, as backups make them) is replaced by a copy, so that the
    file behind those names stays as it is.

    Raises:
        RunError: It is one, or the copy cannot be written.
    """
    path = directory / METRICS
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise RunError(
            f"{path}: this is a link or no regular file, and to resume would cut what it leads to. "
            "Put the file itself there, or move the link away to continue without the history."
        )
    try:
        own_copy(path)
    except OSError as error:
        raise RunError(
            f"{path}: this file has other names (hard links), and a copy of it to continue with "
            f"cannot be written: {refusal(error)}."
        ) from error


def damage_of(directory: Path, record: Mapping[str, Any]) -> list[str]:
    """Return what is known to be wrong with the history of a run that nobody trains now.

    Args:
        directory: The run directory.
        record: Its record, which holds the mark of the end and what earlier resumes noticed.
    """
    noted = record.get("history") or {}
    now = history_problem(directory, noted if "bytes" in noted else None)
    return [*(noted.get("problems") or ()), *filter(None, [now])]


def read_history(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of a history; of a file that is missing none.

    Raises:
        RunError: A line is damaged; it is named.
    """
    for number, line in _lines(path):
        if line is None:
            raise RunError(f"{path}:{number}: the line is damaged: it is no JSON object.")
        yield line


def readable_history(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of a history that are whole, and pass over the others."""
    for _, line in _lines(path):
        if line is not None:
            yield line


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any] | None]]:
    if not path.is_file():
        return
    with path.open("rb") as file:
        for number, content in enumerate(file, start=1):
            yield number, _object(content)


def _object(content: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _checksum(path: Path, size: int) -> str:
    digest = sha256()
    with open_regular(path) as file:
        while size > 0 and (block := file.read(min(CHUNK, size))):
            digest.update(block)
            size -= len(block)
    return digest.hexdigest()
