"""Find the Python files that an editable or local plugin consists of, wherever they stand."""

from __future__ import annotations

import json
import os
import sysconfig
from collections.abc import Iterator
from functools import cache
from importlib.metadata import Distribution
from pathlib import Path
from urllib.parse import unquote, urlsplit

MOST_FOLDERS = 5_000
"""Folders that are looked through below one source folder; a home folder has no end."""
LEFT_OUT = ("build", "dist", "env", "node_modules", "test", "tests", "venv")
ENVIRONMENT = "pyvenv.cfg"


def editable_folders(distribution: Distribution) -> tuple[Path, ...]:
    """Return the folders that an editable distribution is imported from; of another one none.

    They are those that its ``.pth`` files put on the path, or else the project that
    ``direct_url.json`` names.
    """
    files = distribution.files or ()
    paths = [Path(str(distribution.locate_file(one))) for one in files if one.suffix == ".pth"]
    named = [folder for path in paths for folder in _folders_named_in(path)]
    return tuple(named or _project(distribution))


def is_editable(distribution: Distribution) -> bool:
    """Return whether a distribution says that its files stand elsewhere."""
    is_linked = any(one.suffix == ".pth" for one in distribution.files or ())
    return is_linked or bool(_project(distribution))


def is_local(folder: Path) -> bool:
    """Return whether modules in a folder were put there by hand, not installed."""
    return str(folder) not in (sysconfig.get_path(one) for one in ("purelib", "platlib"))


@cache
def python_files(root: Path) -> tuple[Path, ...]:
    """Return the Python files below a folder, sorted, without tests and hidden folders.

    Only folders that can be imported are entered, and at most `MOST_FOLDERS` of them.
    """
    found: list[Path] = []
    for number, (where, folders, names) in enumerate(os.walk(root)):
        if number >= MOST_FOLDERS:
            break
        folders[:] = sorted(one for one in folders if _may_hold_code(Path(where, one)))
        found += [Path(where, name) for name in sorted(names) if name.endswith(".py")]
    return tuple(path for path in found if path.is_file())


def _may_hold_code(folder: Path) -> bool:
    name = folder.name
    is_importable = name.isidentifier() and name != "__pycache__" and name not in LEFT_OUT
    return is_importable and not (folder / ENVIRONMENT).exists()


def _folders_named_in(path: Path) -> Iterator[Path]:
    """Yield the folders that a ``.pth`` file puts on the path; its code is passed over."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return
    for line in map(str.strip, lines):
        if line and not line.startswith(("#", "import ", "import\t")):
            folder = path.parent / line
            if folder.is_dir():
                yield folder.resolve()


def _project(distribution: Distribution) -> list[Path]:
    """Return the folder that a distribution was installed from to be edited there."""
    try:
        noted = json.loads(distribution.read_text("direct_url.json") or "{}")
        address = urlsplit(noted["url"]) if noted["dir_info"]["editable"] else None
    except (ValueError, KeyError, TypeError):
        return []
    folder = Path(unquote(address.path)) if address and address.scheme == "file" else None
    return [folder.resolve()] if folder is not None and folder.is_dir() else []
