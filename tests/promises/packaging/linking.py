"""Lay an installed distribution out in another folder, by links."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import Distribution
from pathlib import Path


def link_distribution(installed: Distribution, site: Path) -> None:
    """Link the packages, modules, libraries and metadata of a distribution into `site`."""
    paths = [path.parts for path in installed.files or ()]
    inside = [parts for parts in paths if not {"..", "__pycache__"} & set(parts)]
    _link(Path(str(installed.locate_file(""))), inside, site)


def _link(source: Path, paths: Sequence[tuple[str, ...]], target: Path) -> None:
    """Link each entry; a folder without files of its own may be a namespace and is made anew."""
    target.mkdir(exist_ok=True)
    for name in {parts[0] for parts in paths}:
        below = [parts[1:] for parts in paths if parts[0] == name and len(parts) > 1]
        if below and all(len(parts) > 1 for parts in below):
            _link(source / name, below, target / name)
        elif not (target / name).exists():
            (target / name).symlink_to(source / name)
