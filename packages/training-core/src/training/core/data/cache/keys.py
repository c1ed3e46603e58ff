"""Keys of encoded data: names made of everything that it depends on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from training._regular_files import open_regular
from training.core.data.dataset import SPLITS, Dataset, Record

ENCODING = 2
"""Raised when the same data and settings are encoded in another way."""

LENGTH = 32
BLOCK = 1 << 20


def key_of(parts: Mapping[str, Any]) -> str:
    """Return 32 hexadecimal digits for JSON-able values; the order of keys does not matter."""
    content = json.dumps({"encoding": ENCODING, **parts}, sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:LENGTH]


def key_of_files(paths: Iterable[Path]) -> str:
    """Return a name for the content of files and their names, wherever they are stored.

    Raises:
        OSError: A file cannot be read.
    """
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.name}\0{path.stat().st_size}\0".encode())
        with open_regular(path) as file:
            while block := file.read(BLOCK):
                digest.update(block)
    return digest.hexdigest()[:LENGTH]


def key_of_records(records: Dataset[Record]) -> str:
    """Return a name for the values of records in memory, split by split."""
    digest = hashlib.sha256()
    for name in SPLITS:
        digest.update(f"{name}\0".encode())
        for record in records.split(name):
            line = json.dumps(record.values, sort_keys=True, default=str)
            digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()[:LENGTH]
