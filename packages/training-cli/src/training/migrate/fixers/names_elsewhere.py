"""TM003: patches that go through a name which another module of the project imports.

`mock.patch("app.sweeps.hpo.core.study.f")` reaches the name `hpo` of `app/sweeps.py`. When the uses
in that file follow the new path, the name there is `training`, and so it has to be here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from training.migrate.edits import Edit
from training.migrate.files.own_packages import MARKERS, SOURCES
from training.migrate.findings import Finding
from training.migrate.fixers.bound_names import Naming, decide
from training.migrate.old_paths import PACKAGE, path_edit, roots, successor
from training.migrate.syntax.literals import content_start
from training.migrate.syntax.local_names import local_names
from training.migrate.syntax.source import PythonSource

CODE = "TM003"


def find(source: PythonSource) -> Iterator[Finding]:
    """Yield a finding for every text that names something through the name of another module."""
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            parts = node.value.split(".")
            if len(parts) > 2 and all(map(str.isidentifier, parts)):
                yield from _findings(source, node, parts)


def _findings(source: PythonSource, node: ast.Constant, parts: list[str]) -> Iterator[Finding]:
    for at in range(1, len(parts)):
        module, old = ".".join(parts[:at]), ".".join(parts[at:])
        new = successor(old) if parts[at] in roots() and parts[at - 1] != PACKAGE else None
        start = content_start(source, node, ".".join(parts)) if new else None
        if new is None or start is None or not _follows(source.path, module, parts[at]):
            continue
        edit: Edit = path_edit(start + len(module) + 1, old, new)
        whole = Finding(CODE, start, start + len(str(node.value)), str(node.value), None)
        yield replace(whole, new=f"{module}.{new}", edits=(edit,))
        return


def _follows(path: Path | None, module: str, name: str) -> bool:
    """Return whether the uses of `name` in a module of the project follow the new path, or did."""
    file = _file_of(path, module) if path else None
    try:
        other = PythonSource(file.read_text(encoding="utf-8")) if file else None
    except (OSError, SyntaxError, UnicodeDecodeError):
        return False
    if other is None:
        return False
    bindings = other.scopes.module.bindings
    if name not in bindings:
        return any(one.base == PACKAGE for one in bindings.get(PACKAGE, ()))
    return any(
        decide(other, local).naming is Naming.FOLLOW
        for local in local_names(other)
        if local.scope is other.scopes.module and local.name == name
    )


def _file_of(path: Path, module: str) -> Path | None:
    """Return the file of a module in the project that `path` belongs to."""
    parts = module.split(".")
    for folder in path.resolve().parents:
        for source in SOURCES:
            place = folder.joinpath(source, *parts)
            for candidate in (place / "__init__.py", place.with_suffix(".py")):
                if candidate.is_file():
                    return candidate
        if any((folder / marker).exists() for marker in MARKERS):
            break
    return None
