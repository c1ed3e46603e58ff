"""Imports of a pickle or checkpoint, found without loading it.

`pickletools` takes the stream apart into its operations; none of them is carried out.
"""

from __future__ import annotations

import gzip
import io
import mmap
import pickletools
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, TypeAlias

from training.migrate.files.prefilter import words
from training.migrate.findings import Finding, Fix
from training.migrate.old_paths import successor

CODE = "TM009"
REASON = "load it while legacy-shims is installed, and save it again"
Stream: TypeAlias = IO[bytes] | gzip.GzipFile | mmap.mmap

ZIP = b"PK\x03\x04"
ZLIB = b"\x78"
GZIP = b"\x1f\x8b"
PICKLES = (".pkl", ".pickle")
TEXTS = {"SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8", "UNICODE"}
MEMOS = {"PUT", "BINPUT", "LONG_BINPUT"}
RECALLS = {"GET", "BINGET", "LONG_BINGET"}


def find_in_file(path: Path) -> Iterator[Finding]:
    """Yield a finding for every old path that a pickle, torch checkpoint or zip of pickles names.

    Files that are none of these hold no findings.
    """
    with path.open("rb") as file:
        names = dict.fromkeys(_names(file))
    for name in names:
        if new := successor(name):
            yield Finding(CODE, 0, 0, name, new, REASON, fix=Fix.MANUAL)


def _names(file: IO[bytes]) -> Iterator[str]:
    start = file.read(4)
    file.seek(0)
    if start == ZIP:
        yield from _names_in_zip(file)
    elif start[:2] == GZIP:
        with gzip.open(file) as stream:
            yield from _names_in_stream(stream)
    elif start[:1] == ZLIB:
        with suppress(zlib.error):
            yield from _names_in_stream(io.BytesIO(zlib.decompress(file.read())))
    elif start:
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            if any(content.find(word) >= 0 for word in words()):
                yield from _names_in_stream(content)


def _names_in_zip(file: IO[bytes]) -> Iterator[str]:
    """Yield the names in the pickles of a zip, as `torch.save` writes one; tensors are not read."""
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        return
    with archive:
        for name in archive.namelist():
            if name.endswith(PICKLES):
                content = archive.read(name)
                if any(word in content for word in words()):
                    yield from _names_in_stream(io.BytesIO(content))


def _names_in_stream(stream: Stream) -> Iterator[str]:
    """Yield the names in pickles that follow one another, up to what is no pickle."""
    try:
        while found := _names_in_pickle(stream):
            yield from found
    except (ValueError, EOFError, OSError, UnicodeDecodeError, zlib.error):
        return


def _names_in_pickle(stream: Stream) -> Iterator[str]:
    """Yield the dotted paths of everything that one pickle imports."""
    texts = _Texts()
    for operation, argument, _ in pickletools.genops(stream):  # type: ignore[arg-type]
        if operation.name in ("GLOBAL", "INST"):
            yield str(argument).replace(" ", ".", 1)
        elif operation.name == "STACK_GLOBAL":
            yield ".".join(texts.pushed[-2:])
        texts.follow(operation.name, argument)


class _Texts:
    """The texts that a pickle pushes, by which it names modules and classes."""

    def __init__(self) -> None:
        self.pushed: list[str] = []
        self.memo: dict[object, str | None] = {}
        self.last: str | None = None

    def follow(self, operation: str, argument: object) -> None:
        """Take note of one operation."""
        if operation == "MEMOIZE":
            self.memo[len(self.memo)] = self.last
        elif operation in MEMOS:
            self.memo[argument] = self.last
        else:
            recalled = self.memo.get(argument) if operation in RECALLS else None
            self.last = str(argument) if operation in TEXTS else recalled
            self.pushed += [self.last] if self.last is not None else []
