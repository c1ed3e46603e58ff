"""Mutants declared equivalent, with the reason: `equivalent.txt`.

An entry has four lines, and an empty line behind it: the module, the line as it is, the line as it
is mutated, the reason. Lines are compared without their white space, so entries survive moves
within a module, and are found to be stale when the line has gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.mutants.mutant import Mutant

FILE = Path(__file__).with_name("equivalent.txt")
FIELDS = 4


@dataclass(frozen=True)
class Equivalent:
    """A declared equivalent.

    Attributes:
        path: The module, from the root of the repository.
        before: The line, its white space collapsed.
        after: The mutated line.
        reason: Why no test can see the difference.
    """

    path: str
    before: str
    after: str
    reason: str

    def describes(self, mutant: Mutant) -> bool:
        """Return whether the entry is about this mutant."""
        here = (self.path, self.before, self.after)
        return here == (mutant.path, mutant.before, mutant.after)


def read_equivalents(file: Path = FILE) -> list[Equivalent]:
    """Return the declared equivalents.

    Raises:
        ValueError: An entry has not four lines.
    """
    return list(_entries(file))


def _entries(file: Path) -> Iterator[Equivalent]:
    for block in file.read_text(encoding="utf-8").split("\n\n"):
        lines = [line.strip() for line in block.strip().splitlines() if line[:1] != "#"]
        if lines and len(lines) != FIELDS:
            raise ValueError(
                f"{file.name}: `{lines[0]}` has {len(lines)} lines; expected {FIELDS}: "
                "module, line, mutated line, reason"
            )
        if lines:
            yield Equivalent(*lines)
