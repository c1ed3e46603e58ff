"""Draw SVG that takes its colours from the page around it."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

Point = tuple[float, float]


class Drawing:
    """A picture; classes of its shapes are styled by the page.

    Args:
        width: Width of its coordinates.
        height: Height of its coordinates.
        label: What it shows, for people who hear the page.
    """

    def __init__(self, width: float, height: float, label: str) -> None:
        self._root = ET.Element(
            "svg",
            {
                "viewBox": f"0 0 {_number(width)} {_number(height)}",
                "role": "img",
                "aria-label": label,
                "xmlns": "http://www.w3.org/2000/svg",
            },
        )

    def line(self, start: Point, end: Point, style: str) -> None:
        """Draw a straight line."""
        (x1, y1), (x2, y2) = start, end
        self._add("line", style, x1=x1, y1=y1, x2=x2, y2=y2)

    def path(self, points: Iterable[Point], style: str, tip: str = "") -> None:
        """Draw a line through points; `tip` is shown under the pointer."""
        steps = " L".join(f"{_number(x)},{_number(y)}" for x, y in points)
        element = ET.SubElement(self._root, "path", {"class": style, "d": f"M{steps}"})
        _tell(element, tip)

    def circle(self, centre: Point, radius: float, style: str, tip: str = "") -> None:
        """Draw a disc; `tip` is shown under the pointer."""
        _tell(self._add("circle", style, cx=centre[0], cy=centre[1], r=radius), tip)

    def bar(self, corner: Point, width: float, height: float, style: str, tip: str = "") -> None:
        """Draw a filled rectangle from its upper left corner; `tip` is shown under the pointer."""
        size = {"width": max(width, 0.0), "height": max(height, 0.0)}
        _tell(self._add("rect", style, x=corner[0], y=corner[1], rx=2.0, **size), tip)

    def text(self, place: Point, words: str, style: str = "label") -> None:
        """Write words; the style says how they are aligned."""
        self._add("text", style, x=place[0], y=place[1]).text = words

    def markup(self) -> str:
        """Return the picture as a fragment of HTML; all text in it is escaped."""
        return ET.tostring(self._root, encoding="unicode")

    def _add(self, name: str, style: str, **numbers: float) -> ET.Element:
        attributes = {key: _number(value) for key, value in numbers.items()}
        return ET.SubElement(self._root, name, {"class": style, **attributes})


def _tell(element: ET.Element, tip: str) -> None:
    if tip:
        ET.SubElement(element, "title").text = tip


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
