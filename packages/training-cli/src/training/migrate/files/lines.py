"""Lines and columns of a text, as Python counts them."""

from __future__ import annotations

import re
from bisect import bisect_right

LINE_END = re.compile(r"\r\n|\r|\n")


class LineIndex:
    r"""Converts between offsets and places.

    Only ``\n``, ``\r\n`` and ``\r`` end a line: a form feed does not, unlike in
    `str.splitlines`.

    Args:
        text: The whole text.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(found.end() for found in LINE_END.finditer(text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, both counted from one, columns in characters."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def offset(self, line: int, utf8_column: int) -> int:
        """Return the offset of a place as `ast` tells it.

        Args:
            line: Counted from one.
            utf8_column: Bytes of UTF-8 before it on its line.
        """
        start = self.starts[line - 1]
        text = self.line(line)
        if text.isascii():
            return start + utf8_column
        return start + len(text.encode("utf-8", "surrogatepass")[:utf8_column].decode("utf-8"))

    def line(self, number: int) -> str:
        """Return a line, counted from one, without what ends it."""
        start = self.starts[number - 1]
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def line_start(self, offset: int) -> int:
        """Return the offset at which the line of `offset` begins."""
        return self.starts[bisect_right(self.starts, offset) - 1]

    def line_end(self, offset: int) -> int:
        """Return the offset at which the line of `offset` ends, before what ends it."""
        number = bisect_right(self.starts, offset)
        return self.starts[number - 1] + len(self.line(number))

    def newline(self, offset: int) -> str:
        """Return what ends the line of `offset`, or the line end of the text for its last line."""
        found = LINE_END.match(self.text, self.line_end(offset)) or LINE_END.search(self.text)
        return found.group() if found else "\n"
