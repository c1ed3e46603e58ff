"""Printed explanation of an old path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.cli.terminal.tables import print_table
from training.core.console.consoles import output

if TYPE_CHECKING:
    from training.migrate.explain import Explanation


def print_explanation(found: Explanation) -> None:
    """Print where an old path went, since when, and what to write instead."""
    console = output()
    where = f"is now {found.new}" if found.new else "only held other modules, which have moved"
    console.print(f"{found.old} {where}", style="bold")
    console.print()
    console.print(f"since       {found.since}, in {found.distribution}")
    console.print(f"works until {_end(found)}")
    if found.new:
        console.print(f"\n{indented('before', found.before)}")
        console.print(indented("after", found.after))
    if found.about:
        console.print(f"\n{found.about}")
    if found.below:
        console.print()
        print_table(console, ["old", "new"], found.below)
    console.print("\nRewrite every use: training migrate fix")


def indented(title: str, text: str) -> str:
    """Return lines of code behind a title."""
    first, *others = text.splitlines()
    return "\n".join([f"{title:12}{first}", *(f"{'':12}{line}" for line in others)])


def _end(found: Explanation) -> str:
    if found.until is None:
        return "it never worked without the old code base: only source code is rewritten"
    return f"legacy-shims {found.until}, as long as legacy-shims is installed"
