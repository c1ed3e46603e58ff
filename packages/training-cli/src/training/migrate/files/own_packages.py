"""Whether an import means a package of the project itself.

`hpo` and `training` are everyday words: a project may well have a folder of that name. What such a
folder holds is not ours to rename.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from training.migrate.old_paths import INTERNALS, is_only_a_folder
from training.migrate.renames import Rename, rename_of

MARKERS = (".git", "pyproject.toml", "setup.py", "setup.cfg")
SOURCES = ("", "src")
BRIEF = 4096


def own_package(file: Path, old: str) -> Path | None:
    """Return the project's own file or folder that an old path means in `file`, or None.

    It is looked for in the folders above the file and their `src` folders, up to the one that
    holds a `pyproject.toml`, `setup.py` or `.git`.
    """
    rename = rename_of(old)
    if rename is None and not is_only_a_folder(old):
        return None
    return _found(file.parent.resolve(), _module(rename) if rename else old)


def is_part_of_shims(file: Path) -> bool:
    """Return whether a file is within `training/_legacy`, which legacy-shims owns."""
    return INTERNALS in ".".join(file.resolve().parts)


def _module(rename: Rename) -> str:
    return rename.old.rpartition(".")[0] if rename.kind == "name" else rename.old


@cache
def _found(folder: Path, module: str) -> Path | None:
    for source in SOURCES:
        place = folder.joinpath(source, *module.split("."))
        for candidate in (place / "__init__.py", place.with_suffix(".py"), place):
            if candidate.exists() and not _is_shim(candidate):
                return candidate
    is_top = folder == folder.parent or any((folder / one).exists() for one in MARKERS)
    return None if is_top else _found(folder.parent, module)


def _is_shim(candidate: Path) -> bool:
    """Return whether legacy-shims wrote a file; a folder counts when it holds no Python."""
    if candidate.is_dir():
        return not any(candidate.glob("*.py")) or _is_shim(candidate / "__init__.py")
    if not candidate.is_file():
        return False
    with candidate.open("rb") as file:
        return INTERNALS.encode() in file.read(BRIEF)
