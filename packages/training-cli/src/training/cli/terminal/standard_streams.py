"""Standard input, output and error of a command, usable whatever they are connected to."""

from __future__ import annotations

import codecs
import io
import json
import os
import select
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO, cast

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

ESCAPE = "training.escape"
"""Name of the error handler for characters that an encoding does not have."""

_INPUT, _OUTPUT, _ERROR = range(3)


class StandardFile(io.FileIO):
    """A descriptor whose first failed write is remembered; it and later ones are dropped.

    A full disk or a reader that left ends no training. What cannot be printed is reported when
    the command ends (`lost_output`), or earlier by commands that do nothing but print
    (`require_output`).

    Args:
        descriptor: 1 or 2.
        name: Name of the stream, for messages of others.
    """

    def __init__(self, descriptor: int, name: str) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self.name = name
        self.failure: OSError | None = None

    def write(self, data: ReadableBuffer, /) -> int:
        """Write bytes and return their number, also when they are dropped."""
        if self.failure is None:
            try:
                return self._written(data)
            except OSError as error:
                self.failure = error
        return memoryview(data).nbytes

    def _written(self, data: ReadableBuffer) -> int:
        """Write what a pipe takes now; one that does not block and is full is waited for."""
        number = super().write(data)
        if number is None:
            select.select([], [self], [])
        return number or 0


def settle_streams() -> None:
    """Make the standard streams of this process usable.

    A closed one reads nothing and drops what is written. Characters that the encoding does not
    have are escaped as in JSON, so that JSON stays valid; bytes of file names that are not UTF-8
    are written as they are. Streams that were replaced, as tests do, are left alone.
    """
    codecs.register_error(ESCAPE, _escaped)
    if sys.stdin is None:
        sys.stdin = _nowhere(_INPUT)
    sys.stdout = _settled(sys.stdout, _OUTPUT)
    sys.stderr = _settled(sys.stderr, _ERROR)


def lost_output() -> OSError | None:
    """Return the reason why standard output was not written to the end, or None."""
    return getattr(_file_of(sys.stdout), "failure", None)


def require_output() -> None:
    """Raise the error of a failed write, for commands that do nothing but print.

    Raises:
        OSError: Standard output could not be written.
    """
    failure = lost_output()
    if failure is not None:
        raise failure


def _settled(stream: TextIO | None, descriptor: int) -> TextIO:
    if stream is None:
        return _nowhere(descriptor)
    if not _is_original(stream, descriptor):
        return stream
    with suppress(OSError):
        stream.flush()
    file = StandardFile(descriptor, stream.name)
    is_unbuffered = stream.buffer is _file_of(stream)
    return io.TextIOWrapper(
        cast("io.BufferedWriter", file) if is_unbuffered else io.BufferedWriter(file),
        encoding=stream.encoding,
        errors=ESCAPE,
        line_buffering=bool(stream.line_buffering),
        write_through=is_unbuffered,
    )


def _is_original(stream: TextIO, descriptor: int) -> bool:
    """Return whether a stream is the one that Python opened, not yet settled."""
    file = _file_of(stream)
    return type(file) is io.FileIO and file.fileno() == descriptor


def _file_of(stream: TextIO) -> object:
    """Return the file below a stream; with PYTHONUNBUFFERED it stands in the buffer's place."""
    buffer = getattr(stream, "buffer", None)
    return getattr(buffer, "raw", buffer)


def _nowhere(descriptor: int) -> TextIO:
    """Return a stream to nowhere, and keep files opened later from getting its descriptor."""
    if not _is_open(descriptor):
        opened = os.open(os.devnull, os.O_RDWR)
        os.dup2(opened, descriptor, inheritable=True)
        if opened != descriptor:
            os.close(opened)
    mode: Literal["r", "w"] = "r" if descriptor == _INPUT else "w"
    return Path(os.devnull).open(mode, encoding="utf-8", errors=ESCAPE)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _escaped(error: UnicodeError) -> tuple[bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    characters = error.object[error.start : error.end]
    return b"".join(map(_bytes_of, characters)), error.end


def _bytes_of(character: str) -> bytes:
    """Return the byte of a file name that is not UTF-8, or the escape of any other character."""
    if "\udc80" <= character <= "\udcff":
        return bytes([ord(character) - 0xDC00])
    return json.dumps(character)[1:-1].encode("ascii")
