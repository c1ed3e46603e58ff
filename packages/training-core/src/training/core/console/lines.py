"""Write lines to standard output that are neither wrapped nor coloured, for people and programs."""

from __future__ import annotations

import sys

from training.core.console.printable import printable, printable_json


def print_line(text: object) -> None:
    """Write a text and a line feed; control characters in it are escaped."""
    print_part(f"{text}\n")


def print_part(text: str) -> None:
    """Write a part of a text, with its control characters escaped, and pass it on at once."""
    sys.stdout.write(printable(text))
    sys.stdout.flush()


def print_json_text(text: str) -> None:
    """Write a JSON text and a line feed; its value stays the same."""
    sys.stdout.write(f"{printable_json(text)}\n")


def print_exact(text: str) -> None:
    """Write a text that programs read, such as a patch: as it is, but escaped on a terminal."""
    sys.stdout.write(printable(text) if sys.stdout.isatty() else text)
