"""Number names in the order in which they are first asked for."""

from __future__ import annotations


class Numbers(dict[str, int]):
    """A mapping that gives each new name the next number, from 0."""

    def __missing__(self, name: str) -> int:
        self[name] = number = len(self)
        return number
