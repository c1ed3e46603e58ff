"""Read text files with errors that name the line."""

from __future__ import annotations

from pathlib import Path

from training.errors import DataError


def read_text(path: Path) -> str:
    """Return a UTF-8 file as text, with every line end as a line feed and no byte-order mark.

    Raises:
        DataError: The file is missing, is a folder, cannot be opened, or is not UTF-8.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror or error}.") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(_not_utf8(path, content, error)) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_lines(path: Path) -> list[str]:
    """Return the lines of a UTF-8 file without their line ends.

    Only line ends split lines; other characters that Unicode counts as separators stay.

    Raises:
        DataError: As `read_text`.
    """
    lines = read_text(path).split("\n")
    return lines[:-1] if lines and not lines[-1] else lines


def _not_utf8(path: Path, content: bytes, error: UnicodeDecodeError) -> str:
    line = content.count(b"\n", 0, error.start) + 1
    return (
        f"{path}:{line}: byte 0x{content[error.start]:02x} at position {error.start} is not UTF-8. "
        f"Convert the file, for example: iconv -f latin1 -t utf-8 {path.name}"
    )
