"""The table of renames as running shims read it."""

from __future__ import annotations

import ast

from tools.shims.old_modules import old_modules
from training.migrate.renames import RENAMES, is_split


def with_moves(program: str) -> str:
    """Return the text of `training/_legacy/moves.py` with the tables of today, not yet formatted.

    Args:
        program: The file as it is.
    """
    moves = {one.old: (one.new, one.removed_in) for one in RENAMES if one.served}
    split = [one.path for one in old_modules() if is_split(one.path)]
    tables = {"MOVES": repr(moves), "SPLIT": f"frozenset({split!r})"}
    lines = program.splitlines(keepends=True)
    for node in reversed(ast.parse(program).body):
        if isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Name):
            lines[node.lineno - 1 : node.end_lineno] = [f"{target.id} = {tables[target.id]}\n"]
    return "".join(lines)
