"""Draw a lineage: the data on the left, the run on the right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.core.io.atomic_files import refusal, write_text
from training.errors import RunError
from training.execution.lineage import DATA, SOUND, Lineage, Node
from training.execution.report.render import render

WIDTH, HEIGHT = 236, 66
GAP_X, GAP_Y = 56, 18
MARGIN = 8
SIGNS = 28
SUFFIXES = (".svg", ".html")


@dataclass(frozen=True)
class Box:
    """A node with its place in the picture, in pixels."""

    node: Node
    x: int
    y: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Arrow:
    """A line from a parent's right edge to its child's left edge, in pixels."""

    x1: int
    y1: int
    x2: int
    y2: int

    @property
    def bend(self) -> int:
        """Where the curve turns."""
        return (self.x1 + self.x2) // 2


def write_picture(lineage: Lineage, file: Path) -> None:
    """Write the picture of a lineage as SVG or as an HTML page, by the file's ending.

    Raises:
        RunError: The ending is another one, or the file cannot be written.
    """
    if file.suffix.lower() not in SUFFIXES:
        raise RunError(
            f"--output {file}: a picture is written as {' or '.join(SUFFIXES)}; choose one of "
            "these endings."
        )
    picture = lineage_svg(lineage)
    content = picture
    if file.suffix.lower() == ".html":
        content = render("lineage.html.j2", picture=picture, title=lineage.root.id)
    try:
        write_text(file, content)
    except OSError as error:
        raise RunError(
            f"--output {file}: cannot be written: {refusal(error)}. Name a file in a folder that "
            "can be written."
        ) from error


def lineage_svg(lineage: Lineage) -> str:
    """Return the picture as an SVG element that can stand alone or in a page."""
    boxes = _placed(lineage)
    arrows = [_arrow(boxes[parent], boxes[child]) for child, parent in lineage.edges]
    return render(
        "lineage.svg.j2",
        boxes=list(boxes.values()),
        arrows=arrows,
        width=max(box.x for box in boxes.values()) + WIDTH + MARGIN,
        height=max(box.y for box in boxes.values()) + HEIGHT + MARGIN,
        box_width=WIDTH,
        box_height=HEIGHT,
    )


def _placed(lineage: Lineage) -> dict[tuple[str, str], Box]:
    depths = _depths(lineage)
    columns = max(depths.values())
    rows: dict[int, int] = {}
    boxes = {}
    for key, depth in depths.items():
        row = rows[depth] = rows.get(depth, -1) + 1
        x = MARGIN + (columns - depth) * (WIDTH + GAP_X)
        y = MARGIN + row * (HEIGHT + GAP_Y)
        node = lineage.nodes[key]
        boxes[key] = Box(node, x, y, _lines(node))
    return boxes


def _depths(lineage: Lineage) -> dict[tuple[str, str], int]:
    """Return for every node the longest way to the run."""
    depths = dict.fromkeys(lineage.nodes, 0)
    for _ in lineage.nodes:
        for child, parent in lineage.edges:
            depths[parent] = max(depths[parent], depths[child] + 1)
    return depths


def _lines(node: Node) -> tuple[str, ...]:
    name = str(node.facts.get("source") or node.id) if node.kind == DATA else node.id
    return (_shortened(name), _remark(node))


def _remark(node: Node) -> str:
    if node.state not in SOUND:
        return node.state
    if node.kind == DATA:
        sizes = [
            f"{node.facts[name]:,}"
            for name in ("train", "validation", "test")
            if name in node.facts
        ]
        return f"{' + '.join(sizes)} samples" if sizes else ""
    return " · ".join(filter(None, [str(node.facts.get("status") or ""), score_text(node.facts)]))


def score_text(facts: Mapping[str, Any]) -> str:
    """Return the selecting metric of a run with its value, or nothing."""
    score = facts.get("score")
    value = score.get("value") if isinstance(score, Mapping) else None
    return f"{score['metric']} {value:.4f}" if score and isinstance(value, float) else ""


def _shortened(text: str) -> str:
    return text if len(text) <= SIGNS else f"…{text[1 - SIGNS :]}"


def _arrow(parent: Box, child: Box) -> Arrow:
    middle = HEIGHT // 2
    return Arrow(parent.x + WIDTH, parent.y + middle, child.x, child.y + middle)
