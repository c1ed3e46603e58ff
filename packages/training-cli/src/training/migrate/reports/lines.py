"""One line for each finding, as editors and people read them."""

from __future__ import annotations

from rich.text import Text

from training.config.origin import shown_path
from training.migrate.findings import Fix, PlacedFinding

HINTS = {Fix.SAFE: "", Fix.UNSAFE: " [fix with --unsafe]", Fix.MANUAL: " [fix by hand]"}


def line_of(placed: PlacedFinding) -> Text:
    """Return ``file:line:column: code message``, and how it is fixed unless `fix` does it."""
    found = placed.finding
    where = f" ({found.within})" if found.within else ""
    place = f"{shown_path(placed.path)}:{placed.line}:{placed.column}{where}: "
    hint = f"{' [note]' if found.is_note else ''}{HINTS[found.fix]}"
    return Text.assemble(
        (place, "dim"),
        (found.code, "cyan" if found.is_note else "bold red"),
        f" {found.message}",
        (hint, "dim"),
    )
