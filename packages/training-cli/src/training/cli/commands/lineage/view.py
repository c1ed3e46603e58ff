"""A lineage as a tree: the run on top, what it was made from below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.cells import cell_len
from rich.text import Text
from rich.tree import Tree

from training.cli.commands.runs.facts import detail_words
from training.config.origin import shown_path
from training.core.console.numbers import shown
from training.core.console.printable import printable_line
from training.execution.lineage import DATA, SOUND, Lineage, Node

DIGITS = 12
GAP = 2
GUIDE = 4
"""Columns that each level of the tree is moved to the right."""
IN_NAMES = {"fold": ("trial", "fold"), "trial": ("number",)}
"""Details that the name of a run of this kind says already."""
SPLITS = ("train", "validation", "test")


def lineage_tree(lineage: Lineage, width: int | None = None) -> Tree:
    """Return the tree; a node with several children is described once.

    Args:
        lineage: What to show.
        width: Columns there are for a line, so that no fact is broken; None for one line each.
    """
    root = lineage.root
    tree = Tree(_label(root, width), guide_style="dim")
    _grow(tree, lineage, root, {root.key}, None if width is None else width - GUIDE)
    return tree


def _grow(
    tree: Tree, lineage: Lineage, node: Node, seen: set[tuple[str, str]], width: int | None
) -> None:
    below = None if width is None else width - GUIDE
    for parent in lineage.parents(node):
        if parent.key in seen:
            known = Text.assemble((parent.kind, "bold"), f" {_line(parent.id)}")
            tree.add(known.append("  (as above)", "dim"))
            continue
        seen.add(parent.key)
        _grow(tree.add(_label(parent, width)), lineage, parent, seen, below)


def _label(node: Node, width: int | None) -> Text:
    name = node.id[:DIGITS] if node.kind == DATA else node.id
    label = Text.assemble((node.kind, "bold cyan"), " ", _line(name))
    directory = None if node.kind == DATA else node.directory
    folder = [] if directory is None else [_line(shown_path(directory))]
    for line in _lines(node, folder, width, label.cell_len):
        label.append(line, "dim")
    if node.state not in SOUND:
        label.append(f"  {_line(node.state)}", "bold red")
    return label


def _lines(node: Node, folder: list[str], width: int | None, used: int) -> list[str]:
    """Return what follows the name: in one line, or in lines with whole facts where it is long."""
    facts = list(map(_line, _data_facts(node.facts) if node.kind == DATA else _run_facts(node)))
    if width is None:
        return [f"  {', '.join([*facts, *folder])}"] if facts or folder else []
    beside = ", ".join(facts)
    if not facts or used + GAP + cell_len(beside) <= width:
        first = [f"{' ' * GAP}{beside}"] if facts else []
    else:
        first = [f"\n{line}" for line in _packed(facts, width)]
    return [*first, *(f"\n{one}" for one in folder)]


def _packed(facts: Sequence[str], width: int) -> list[str]:
    """Return lines of as many facts as have room."""
    lines: list[str] = []
    for fact in facts:
        if lines and cell_len(lines[-1]) + len(", ,") + cell_len(fact) <= width:
            lines[-1] += f", {fact}"
        else:
            lines.append(fact)
    return lines


def _line(text: object) -> str:
    return printable_line(str(text))


def _data_facts(facts: Mapping[str, Any]) -> list[str]:
    sizes = [f"{facts[split]:,} {split}" for split in SPLITS if split in facts]
    return [str(facts["source"]), *sizes] if "source" in facts else sizes


def _run_facts(node: Node) -> list[str]:
    facts = node.facts
    score, details = facts.get("score") or {}, facts.get("details") or {}
    named = {key: one for key, one in details.items() if key not in IN_NAMES.get(node.kind, ())}
    value = score.get("value")
    return [
        *([str(facts["status"])] if facts.get("status") else []),
        *detail_words(named),
        *([] if value is None else [f"{score.get('metric')} {shown(value)}"]),
    ]
