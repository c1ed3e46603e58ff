"""A distribution's `pyproject.toml` as text: its version and what it requires of its siblings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from packaging.specifiers import SpecifierSet
from packaging.version import Version

PARTS = ("major", "minor", "patch")
_VERSION = re.compile(r'^version = "([^"]+)"$', re.MULTILINE)


@dataclass(frozen=True)
class Project:
    """One distribution of the repository.

    Attributes:
        folder: Its folder, which is named like the distribution.
    """

    folder: Path

    @property
    def name(self) -> str:
        """Name of the distribution."""
        return self.folder.name

    @property
    def file(self) -> Path:
        """Its `pyproject.toml`."""
        return self.folder / "pyproject.toml"

    @property
    def version(self) -> Version:
        """The version in its `pyproject.toml`.

        Raises:
            ValueError: There is no line `version = "…"`.
        """
        found = _VERSION.search(self.file.read_text(encoding="utf-8"))
        if found is None:
            raise ValueError(f'{self.file}: expected a line `version = "…"`, found none')
        return Version(found[1])

    def set_version(self, version: Version) -> None:
        """Write another version; everything else in the file stays as it is."""
        self._rewrite(_VERSION, f'version = "{version}"')

    def range_of(self, sibling: str) -> SpecifierSet | None:
        """Return which versions of a sibling it requires, or None if it requires none."""
        found = _requirement(sibling).search(self.file.read_text(encoding="utf-8"))
        return None if found is None else SpecifierSet(found[2])

    def set_range(self, sibling: str, versions: str) -> None:
        """Write another range for a sibling that it requires."""
        self._rewrite(_requirement(sibling), rf'\g<1>{versions}"')

    def _rewrite(self, pattern: re.Pattern[str], replacement: str) -> None:
        text = self.file.read_text(encoding="utf-8")
        self.file.write_text(pattern.sub(replacement, text), encoding="utf-8")


def next_version(version: Version, part: str) -> Version:
    """Return the version after `version`.

    Args:
        version: A release, such as 1.4.2.
        part: `major` gives 2.0.0, `minor` 1.5.0, `patch` 1.4.3.

    Raises:
        ValueError: `part` is none of the three.
    """
    if part not in PARTS:
        raise ValueError(f"part: expected one of {', '.join(PARTS)}, got {part!r}")
    numbers = [version.major, version.minor, version.micro]
    place = PARTS.index(part)
    raised = [*numbers[:place], numbers[place] + 1, 0, 0]
    return Version(".".join(map(str, raised[:3])))


def compatible_range(version: Version) -> str:
    """Return the range that a sibling built and tested with `version` requires.

    Before 1.0.0 a minor release may break siblings, afterwards a major one (Semantic Versioning
    2.0.0, items 4 and 8).
    """
    if version.major == 0:
        return f">=0.{version.minor},<0.{version.minor + 1}"
    return f">={version.major}.{version.minor},<{version.major + 1}"


def _requirement(sibling: str) -> re.Pattern[str]:
    return re.compile(rf'("{re.escape(sibling)}(?:\[[\w,-]+\])?)([<>=!~][^"]*)"')
