"""Checksums of files and of what is to become one, without holding either in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

CHUNK = 1 << 22


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal.

    Raises:
        OSError: It cannot be read.
    """
    digest = sha256()
    buffer = memoryview(bytearray(CHUNK))
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            digest.update(buffer[:count])
    return digest.hexdigest()


def hash_parts(parts: Iterable[memoryview]) -> str:
    """Return the SHA-256 of parts put together, in hexadecimal."""
    digest = sha256()
    for chunk in chunked(parts):
        digest.update(chunk)
    return digest.hexdigest()


def chunked(parts: Iterable[memoryview]) -> Iterator[memoryview]:
    """Cut large parts, so that one can hash and write while the processor still has each."""
    for part in parts:
        for start in range(0, len(part), CHUNK):
            yield part[start : start + CHUNK]
