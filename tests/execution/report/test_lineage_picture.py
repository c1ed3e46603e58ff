from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from training.errors import RunError
from training.execution.lineage import DATA, Lineage, Node
from training.execution.report.lineage_picture import lineage_svg, score_text, write_picture


def lineage(**facts: Any) -> Lineage:
    """A refit of a trial of a sweep, all on the same data."""
    kinds = {"refit": "r<1>", "trial": "t", "sweep": "s"}
    runs = {k: Node(k, name, None, "present", {"status": "completed"}) for k, name in kinds.items()}
    data = Node(DATA, "abc", None, "present", {"source": "/very/long/" + "x" * 40, **facts})
    nodes = [*runs.values(), data]
    edges = [("refit", "trial"), ("trial", "sweep")]
    keys = tuple((runs[child].key, runs[parent].key) for child, parent in edges)
    keys = (*keys, (runs["sweep"].key, data.key), (runs["refit"].key, data.key))
    return Lineage(runs["refit"], {node.key: node for node in nodes}, keys)


def shapes(svg: str, name: str) -> list[dict[str, str]]:
    return [one.attrib for one in ET.fromstring(svg).iter() if one.tag.endswith(name)]


def test_parents_stand_to_the_left_of_what_was_made_from_them() -> None:
    svg = lineage_svg(lineage())
    lefts = sorted({float(box["x"]) for box in shapes(svg, "rect")})
    assert len(shapes(svg, "rect")) == 4
    assert len(lefts) == 4


def test_names_are_escaped_and_long_ones_keep_their_end() -> None:
    svg = lineage_svg(lineage(train=1000, test=10))
    assert "r&lt;1&gt;" in svg
    assert f"…{'x' * 27}" in svg
    assert "1,000 + 10 samples" in svg


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"score": {"metric": "f1", "value": 0.81234}}, "f1 0.8123"),
        ({"score": {"metric": "f1", "value": None}}, ""),
        ({"score": None}, ""),
        ({}, ""),
    ],
)
def test_a_score_is_shown_where_there_is_one(facts: dict[str, Any], text: str) -> None:
    assert score_text(facts) == text


def test_the_ending_of_the_file_decides_what_is_written(tmp_path: Path) -> None:
    write_picture(lineage(), tmp_path / "a.svg")
    write_picture(lineage(), tmp_path / "a.HTML")
    assert (tmp_path / "a.svg").read_text().lstrip().startswith("<svg")
    assert "<html" in (tmp_path / "a.HTML").read_text()
    with pytest.raises(RunError, match=r"written as \.svg or \.html"):
        write_picture(lineage(), tmp_path / "a.png")
    with pytest.raises(RunError, match="Name a file in a folder that can be written"):
        write_picture(lineage(), tmp_path / "gone" / "a.svg")
