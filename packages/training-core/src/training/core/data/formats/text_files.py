"""Read text files with errors that name the line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from training._regular_files import open_regular, read_regular
from training.errors import DataError

MARK = b"\xef\xbb\xbf"
"""Byte-order mark."""
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
WHITE_SPACE = b" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f"
"""What `str.strip` takes away, as far as it is ASCII; `bytes.strip` leaves the separators."""


class Line(NamedTuple):
    """A line of a file, without its end.

    Attributes:
        content: Its bytes.
        number: Its number, from 1.
        start: Its position in the file, in bytes.
    """

    content: bytes
    number: int
    start: int

    @property
    def is_blank(self) -> bool:
        """Whether it holds white space alone."""
        if not self.content.strip(WHITE_SPACE):
            return True
        return not self.content.isascii() and not self.content.decode(errors="replace").strip()


def lines_of(path: Path) -> Iterator[Line]:
    """Yield the lines of a file as it is read; a byte-order mark is passed over.

    Lines end with a line feed, a carriage return, or both; other characters that Unicode counts as
    separators stay.

    Raises:
        DataError: The file is missing, is a folder, or cannot be opened.
    """
    try:
        with open_regular(path) as file:
            position, number = 0, 0
            for stretch in file:
                for line in stretch.splitlines(keepends=True):
                    number += 1
                    mark = len(MARK) if number == 1 and line.startswith(MARK) else 0
                    if len(line) > mark:
                        yield Line(line[mark:].rstrip(b"\r\n"), number, position + mark)
                    position += len(line)
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read: {_reason(error)}.") from error


def decoded(path: Path, content: bytes, line: int) -> str:
    """Return bytes of a UTF-8 file as text.

    Args:
        path: The file, for messages.
        content: Its bytes from the beginning of a line on.
        line: Number of that line.

    Raises:
        DataError: They are not UTF-8; the message names the line.
    """
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        place = line + len(content[: error.start + 1].splitlines()) - 1
        likely = "utf-16" if content.startswith(UTF_16_MARKS) else "latin1"
        raise DataError(
            f"{path}:{place}: byte 0x{content[error.start]:02x} is not UTF-8. Convert the file, "
            f"for example: iconv -f {likely} -t utf-8 {path.name}"
        ) from error


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def read_text(path: Path) -> str:
    """Return a UTF-8 file as text, with every line end as a line feed and no byte-order mark.

    Raises:
        DataError: The file is missing, is a folder, cannot be opened, or is not UTF-8.
    """
    try:
        content = read_regular(path).removeprefix(MARK)
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read: {_reason(error)}.") from error
    return decoded(path, content, 1).replace("\r\n", "\n").replace("\r", "\n")


def read_lines(path: Path) -> list[str]:
    """Return the lines of a UTF-8 file without their line ends.

    Raises:
        DataError: As `read_text`.
    """
    return [decoded(path, line.content, line.number) for line in lines_of(path)]
