"""The modules that callers of the old paths knew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from training.migrate.renames import RENAMES, Rename, new_path


@dataclass(frozen=True)
class OldModule:
    """One old module or package.

    Attributes:
        path: Its dotted path.
        new: Dotted path of the module that it became, or None for a package of which only the
            modules below moved.
        has_parts: Whether other old modules are below it.
        about: What callers should know besides the new name.
    """

    path: str
    new: str | None
    has_parts: bool = False
    about: str = ""

    @property
    def level(self) -> int:
        """How many packages it is in."""
        return self.path.count(".")


def old_modules() -> list[OldModule]:
    """Return every old module that legacy-shims serves, packages before what is in them."""
    abouts = {rename.old: rename.about for rename in RENAMES}
    paths = {path for rename in RENAMES if rename.served for path in _paths(rename)}
    return [
        OldModule(path, new_path(path), _has_parts(path, paths), abouts.get(path, ""))
        for path in sorted(paths)
    ]


def _paths(rename: Rename) -> Iterator[str]:
    yield rename.old
    for part in rename.parts:
        yield f"{rename.old}.{part}"
    package = rename.old.rpartition(".")[0]
    while package and package != "training":
        yield package
        package = package.rpartition(".")[0]


def _has_parts(path: str, paths: set[str]) -> bool:
    return any(other.startswith(f"{path}.") for other in paths)
