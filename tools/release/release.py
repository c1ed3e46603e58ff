"""One release: what changes in the repository, and the wheels that it gives."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from packaging.version import Version

from tools.release import changelog
from tools.release.project import Project, compatible_range, next_version
from tools.wheels import DISTRIBUTIONS, described, shared_paths


@dataclass(frozen=True)
class Release:
    """A release that has been written to the files of the repository.

    Attributes:
        project: The distribution.
        version: Its new version.
        moved: Siblings whose range had to move; they need a release of their own before they can
            be installed beside this version.
    """

    project: Project
    version: Version
    moved: tuple[Project, ...]


def full_name(name: str) -> str:
    """Return the distribution that a short name means: `core` is `training-core`.

    Raises:
        ValueError: No distribution has this name.
    """
    for known in DISTRIBUTIONS:
        if name in (known, known.removeprefix("training-"), known.removeprefix("legacy-")):
            return known
    raise ValueError(f"distribution: expected one of {', '.join(DISTRIBUTIONS)}, got {name!r}")


def prepare(root: Path, name: str, part: str, day: date) -> Release:
    """Set the version, date the changelog and move the ranges of siblings.

    Args:
        root: Root of the repository.
        name: A distribution, or its short name.
        part: `major`, `minor` or `patch`.
        day: Date of the release.

    Raises:
        ValueError: A name is unknown, or the changelog has nothing to release. Nothing has been
            written then.
    """
    project = Project(root / "packages" / full_name(name))
    version = next_version(project.version, part)
    changelog.unreleased(project.folder / "CHANGELOG.md")
    project.set_version(version)
    changelog.release(project.folder / "CHANGELOG.md", version, day)
    return Release(project, version, _move_ranges(root, project, version))


def _move_ranges(root: Path, project: Project, version: Version) -> tuple[Project, ...]:
    moved = []
    for sibling in (Project(root / "packages" / name) for name in DISTRIBUTIONS):
        versions = sibling.range_of(project.name)
        if versions is not None and version not in versions:
            sibling.set_range(project.name, compatible_range(version))
            moved.append(sibling)
    return tuple(moved)


def build(release: Release, folder: Path) -> list[Path]:
    """Build the wheel and the source distribution, and check the wheel.

    Returns:
        The files, in `folder`.

    Raises:
        ValueError: The wheel has another version, or holds a file of a sibling.
        subprocess.CalledProcessError: It cannot be built.
    """
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*command, str(release.project.folder)], check=True, capture_output=True)
    prefix = f"{release.project.name.replace('-', '_')}-{release.version}"
    files = sorted(folder.glob(f"{prefix}[-.]*"))
    _check(release, [file for file in files if file.suffix == ".whl"], folder)
    return files


def _check(release: Release, wheels: list[Path], folder: Path) -> None:
    found = described(wheels).get(release.project.name)
    if found is None or found.version != str(release.version):
        raise ValueError(f"{folder}: no wheel of {release.project.name} {release.version}")
    siblings = [
        wheel for wheel in folder.glob("*.whl") if not wheel.name.startswith(_stem(release.project))
    ]
    shared = shared_paths([*wheels, *siblings])
    if shared:
        raise ValueError(f"several wheels contain the same path: {sorted(shared)}")


def _stem(project: Project) -> str:
    return f"{project.name.replace('-', '_')}-"
