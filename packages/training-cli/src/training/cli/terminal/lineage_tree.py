"""A lineage as a tree: the run on top, what it was made from below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.text import Text
from rich.tree import Tree

from training.cli.terminal.numbers import shown
from training.config.origin import shown_path
from training.execution.lineage import DATA
from training.execution.lineage import SOUND
from training.execution.lineage import Lineage
from training.execution.lineage import Node

DIGITS = 12
SPLITS = ("train", "validation", "test")


def lineage_tree(lineage: Lineage, folder: str = ", ") -> Tree:
    """Return the tree; a node with several children is described once.

    Args:
        lineage: What to show.
        folder: What separates the directory of a run from its other facts; a line feed keeps
            lines short.
    """
    tree = Tree(_label(lineage.root, folder), guide_style="dim")
    _grow(tree, lineage, lineage.root, {lineage.root.key}, folder)
    return tree


def _grow(
    tree: Tree, lineage: Lineage, node: Node, told: set[tuple[str, str]], folder: str
) -> None:
    for parent in lineage.parents(node):
        if parent.key in told:
            tree.add(Text.assemble((parent.kind, "bold"), f" {parent.id}", ("  (as above)", "dim")))
            continue
        told.add(parent.key)
        _grow(tree.add(_label(parent, folder)), lineage, parent, told, folder)


def _label(node: Node, folder: str) -> Text:
    name = node.id[:DIGITS] if node.kind == DATA else node.id
    label = Text.assemble((node.kind, "bold cyan"), " ", name)
    facts = _data_facts(node.facts) if node.kind == DATA else _run_facts(node)
    if facts:
        label.append(f"  {', '.join(facts)}", "dim")
    if node.kind != DATA and node.directory is not None:
        label.append(f"{folder if facts else '  '}{shown_path(node.directory)}", "dim")
    if node.state not in SOUND:
        label.append(f"  {node.state}", "bold red")
    return label


def _data_facts(facts: Mapping[str, Any]) -> list[str]:
    sizes = [f"{facts[split]:,} {split}" for split in SPLITS if split in facts]
    return [str(facts["source"]), *sizes] if "source" in facts else sizes


def _run_facts(node: Node) -> list[str]:
    facts = node.facts
    score, details = facts.get("score") or {}, facts.get("details") or {}
    plain = [f"{key} {one}" for key, one in details.items() if isinstance(one, (str, int, float))]
    value = score.get("value")
    return [
        *([str(facts["status"])] if facts.get("status") else []),
        *plain,
        *([] if value is None else [f"{score.get('metric')} {shown(value)}"]),
    ]
