"""Write lines to standard output that are neither wrapped nor coloured, for people and programs."""

from __future__ import annotations

import json
import sys
from typing import Any

from training.core.console.printable import printable, printable_json
from training.core.io.json import finite


def print_line(text: object) -> None:
    """Write a text and a line feed; control characters in it are escaped."""
    print_part(f"{text}\n")


def print_part(text: str) -> None:
    """Write a part of a text, with its control characters escaped, and pass it on at once."""
    sys.stdout.write(printable(text))
    sys.stdout.flush()


def print_json(value: Any, indent: int | None = None) -> None:
    """Print a value as JSON for programs; numbers that JSON cannot express become null.

    Args:
        value: Mappings, lists, texts, numbers, truth values and None.
        indent: Spaces for each level; without them the value takes one line.
    """
    finite_value = finite(value)
    print_json_text(json.dumps(finite_value, indent=indent, ensure_ascii=False, allow_nan=False))


def print_json_text(text: str) -> None:
    """Write a JSON text and a line feed; its value stays the same."""
    sys.stdout.write(f"{printable_json(text)}\n")


def print_exact(text: str) -> None:
    """Write a text that programs read, such as a patch: as it is, but escaped on a terminal."""
    sys.stdout.write(printable(text) if sys.stdout.isatty() else text)
