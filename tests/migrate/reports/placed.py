"""A finding at a place, for the forms in which findings are reported."""

from __future__ import annotations

from pathlib import Path

from training.migrate.findings import Finding, Fix, PlacedFinding


def placed(
    path: str = "a.py", fix: Fix = Fix.SAFE, is_note: bool = False, within: str = ""
) -> PlacedFinding:
    """Return a finding in line 3, columns 5 to 8."""
    found = Finding("TM001", 20, 23, "hpo", "training.hpo", fix=fix, is_note=is_note, within=within)
    return PlacedFinding(Path(path), found, 3, 5, 3, 8, "    hpo.f()")
