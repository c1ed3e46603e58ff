"""Write a starter project from packaged templates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from importlib_resources import files

from training.core.io.atomic_files import refusal, write_bytes
from training.errors import UserError

if TYPE_CHECKING:
    from importlib_resources.abc import Traversable

TEMPLATES = "templates"


def write_starter(directory: Path) -> list[Path]:
    """Write the files of a starter project, all of them or none.

    Args:
        directory: Made if missing; other files in it are left alone.

    Returns:
        The files written, in the order in which to read them.

    Raises:
        UserError: One of the files exists already, or the folder cannot be written.
    """
    planned = {directory / path: content for path, content in _templates()}
    _refuse_existing(list(planned))
    try:
        for path, content in planned.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_bytes(path, content)
    except OSError as error:
        raise UserError(
            f"{directory}: the project cannot be written here: {refusal(error)} "
            f"({error.filename}). Choose another folder."
        ) from error
    return list(planned)


def _templates() -> Iterator[tuple[str, bytes]]:
    return _files(files("training.cli") / TEMPLATES, "")


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    """Yield path and content; the files of a folder come before those of its sub-folders."""
    entries = sorted(folder.iterdir(), key=lambda one: (one.is_dir(), one.name))
    for entry in entries:
        if entry.is_dir():
            yield from _files(entry, f"{prefix}{entry.name}/")
        else:
            yield f"{prefix}{entry.name}", entry.read_bytes()


def _refuse_existing(paths: list[Path]) -> None:
    existing = [str(path) for path in paths if path.exists() or path.is_symlink()]
    if existing:
        raise UserError(
            f"{', '.join(existing)} would be overwritten; nothing was written. Choose another "
            "folder, or move the files away."
        )
