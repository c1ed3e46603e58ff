"""TM007: texts that read like an old path where nothing says that it is imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace

from training.migrate.findings import Finding
from training.migrate.old_paths import PACKAGE, is_specific
from training.migrate.syntax.source import PythonSource
from training.migrate.syntax.texts import path_in_literal

CODE = "TM007"
DOUBT = "nothing says that this text is imported"


def find(source: PythonSource) -> Iterator[Finding]:
    """Yield a finding for every text that is an old path and hardly anything else.

    Below `training`, where configurations have keys of the same names, it is only a note.
    """
    for node in source.nodes:
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            yield from _in_list(source, node.elts)
    for node in source.nodes:
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        found = path_in_literal(source, node, CODE) if is_text else None
        if found is not None and is_specific(found.old):
            yield doubtful(found)


def _in_list(source: PythonSource, nodes: Sequence[ast.expr]) -> Iterator[Finding]:
    """Yield all old paths of a list of which one can hardly be anything else."""
    texts = [one for one in nodes if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    found = [path_in_literal(source, one, CODE) for one in texts]
    if any(one and is_specific(one.old) for one in found):
        yield from (
            replace(doubtful(one), is_note=False) for one in found if one and "." in one.old
        )


def doubtful(found: Finding) -> Finding:
    """Return a finding in a text of which nothing says that it is imported."""
    is_key = found.old.startswith(f"{PACKAGE}.")
    if not found.edits:
        return replace(found, is_note=is_key)
    return replace(found.unsafe(DOUBT), is_note=is_key)
