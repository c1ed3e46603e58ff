"""Escape the characters with which a text could steer a terminal.

Labels, texts, file names, plugin names, records and logs are data: an escape sequence in one of
them would otherwise move the cursor, hide output, change the window's title or fill the clipboard.
"""

from __future__ import annotations

import re
from typing import Final

_CONTROLS: Final = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
"""C0 without tab and line feed, DEL, and C1, which holds the 8-bit forms of CSI and OSC."""
_BIDIRECTIONAL: Final = r"\u202a-\u202e\u2066-\u2069"
"""Embeddings, overrides and isolates, which show a text in another order than it is read in."""
_SEPARATORS: Final = r"\u2028\u2029"
_SURROGATES: Final = r"\ud800-\udfff"
_UNSAFE: Final = re.compile(f"[{_CONTROLS}{_BIDIRECTIONAL}{_SEPARATORS}{_SURROGATES}]")


def printable(text: str) -> str:
    r"""Return `text` with a visible escape for each character that could steer a terminal.

    Line feeds and tabs stay. The result is the same when it is escaped again.

    Example:
        >>> printable("\x1b[31mred")
        '\\x1b[31mred'
    """
    return _UNSAFE.sub(_escape, text)


def printable_line(text: str) -> str:
    r"""Return `text` as a single line: as `printable`, and line feeds and tabs are escaped too.

    Example:
        >>> printable_line("A\nB")
        'A\\nB'
    """
    return printable(text).replace("\n", r"\n").replace("\t", r"\t")


def printable_json(text: str) -> str:
    r"""Return a JSON text with `\uXXXX` for what could steer a terminal; its value is the same.

    Args:
        text: Valid JSON, in which such characters can only stand within strings.
    """
    return _UNSAFE.sub(_json_escape, text)


def printable_position(text: str, position: int) -> int:
    """Return where the character at `position` of `text` stands in `printable(text)`."""
    return len(printable(text[:position]))


def _escape(found: re.Match[str]) -> str:
    if found[0] == "\r":
        return r"\r"
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _json_escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
