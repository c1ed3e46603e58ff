"""Show what became of the checks of plugins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from training.cli.commands.plugins.check import CheckedProvider

if TYPE_CHECKING:
    from rich.console import Console

STYLES = {"passed": "green", "failed": "bold red", "skipped": "dim"}


def print_checked(console: Console, checked: Iterable[CheckedProvider]) -> list[CheckedProvider]:
    """Print a line for each provider when it is checked, and below it the rules that it breaks."""
    from rich.text import Text

    done: list[CheckedProvider] = []
    for one in checked:
        done.append(one)
        title = f"{one.plugin}  {one.kind} {one.name}" if one.kind != "plugin" else one.plugin
        console.print(
            Text.assemble(
                (f"{one.status:8}", STYLES[one.status]), title, ("  ", ""), (one.reason, "dim")
            )
        )
        for violation in one.violations:
            console.print()
            console.print(Text(str(violation)))
        if one.violations:
            console.print()
    console.print(Text(_summary(done)))
    return done


def _summary(done: list[CheckedProvider]) -> str:
    if not done:
        return "No plugin is installed that is not built in. Name one: training plugins check core"
    counts = {status: sum(one.status == status for one in done) for status in STYLES}
    return ", ".join(f"{number} {status}" for status, number in counts.items() if number) + "."
