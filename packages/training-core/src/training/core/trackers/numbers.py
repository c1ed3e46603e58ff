"""The plain numbers among what a tracker gets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def numbers_of(above: str, metrics: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Yield every number with its path: ``validation/f1``, ``validation/per_entity/PERSON/f1``.

    What is no number is left out.

    Args:
        above: Beginning of every path, for example the split.
        metrics: Numbers by name; nested mappings are tables.
    """
    for name, value in metrics.items():
        if isinstance(value, Mapping):
            yield from numbers_of(f"{above}/{name}", value)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            yield f"{above}/{name}", float(value)
