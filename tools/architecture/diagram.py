"""Diagrams in the Mermaid language, which code hosts and editors draw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tools.architecture.imports import Edge


def diagram(nodes: Iterable[str], edges: Mapping[Edge, str], direction: str = "TD") -> str:
    """Return a flow chart as a fenced block.

    Args:
        nodes: Names, as they are shown.
        edges: Text beside the arrow from the first node to the second; may be empty.
        direction: ``TD`` for top down, ``LR`` for left to right.
    """
    lines = [f"flowchart {direction}"]
    lines += [f'    {_identifier(node)}["{node}"]' for node in nodes]
    lines += [f"    {_arrow(edge, text)}" for edge, text in sorted(edges.items())]
    return "\n".join(["```mermaid", *lines, "```"])


def _arrow(edge: Edge, text: str) -> str:
    label = f"|{text}|" if text else ""
    return f"{_identifier(edge[0])} -->{label} {_identifier(edge[1])}"


def _identifier(name: str) -> str:
    return re.sub(r"\W", "_", name)
