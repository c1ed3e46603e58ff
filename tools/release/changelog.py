"""The changelog of a distribution, in the form of Keep a Changelog 1.1.0."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from packaging.version import Version

SECTIONS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
UNRELEASED = "## Unreleased\n"
_HEADING = re.compile(r"^### (.*)$", re.MULTILINE)


def unreleased(path: Path) -> str:
    """Return what stands under "Unreleased".

    Raises:
        ValueError: The heading is missing, nothing stands under it, an entry stands outside of a
            section, or a section has a name that Keep a Changelog does not know.
    """
    _, entries, _ = _divided(path)
    if not entries.strip():
        raise ValueError(f"{path}: nothing under 'Unreleased'; there is nothing to release")
    unknown = [name for name in _HEADING.findall(entries) if name not in SECTIONS]
    if unknown:
        raise ValueError(
            f"{path}: unknown section {unknown[0]!r} under 'Unreleased'; "
            f"expected one of {', '.join(SECTIONS)}"
        )
    if not entries.lstrip().startswith("### "):
        raise ValueError(
            f"{path}: an entry under 'Unreleased' is in no section; put it below a heading such as "
            "'### Added'"
        )
    return entries.strip()


def release(path: Path, version: Version, day: date) -> None:
    """Move what stands under "Unreleased" to a section of its own, named by version and date.

    Raises:
        ValueError: As `unreleased`.
    """
    entries = unreleased(path)
    before, _, after = _divided(path)
    heading = f"## {version} - {day.isoformat()}\n"
    text = f"{before}{UNRELEASED}\n{heading}\n{entries}\n"
    path.write_text(f"{text}\n{after}" if after else text, encoding="utf-8")


def _divided(path: Path) -> tuple[str, str, str]:
    text = path.read_text(encoding="utf-8")
    before, heading, rest = text.partition(UNRELEASED)
    if not heading:
        raise ValueError(f"{path}: expected a line '{UNRELEASED.strip()}', found none")
    entries, _, after = rest.partition("\n## ")
    return before, entries, f"## {after}" if after else ""
