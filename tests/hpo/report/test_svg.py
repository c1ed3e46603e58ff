from __future__ import annotations

from xml.etree import ElementTree as ET

from training.hpo.report.svg import Drawing

from .sweep_facts import SVG, shapes, tips, words


def test_words_and_tips_from_the_data_are_escaped() -> None:
    drawing = Drawing(10, 10, "<b>&\"'")
    drawing.text((0, 0), "<script>alert(1)</script>")
    drawing.circle((1, 1), 2, "dot", "</title><img src=x>")
    markup = drawing.markup()
    assert "<script" not in markup
    assert "<img" not in markup
    assert words(markup) == ["<script>alert(1)</script>"]
    assert tips(markup) == ["</title><img src=x>"]
    assert ET.fromstring(markup).attrib["aria-label"] == "<b>&\"'"


def test_a_shape_without_a_tip_has_no_empty_one() -> None:
    drawing = Drawing(10, 10, "picture")
    drawing.bar((0, 0), 5, 5, "bar")
    drawing.path([(0, 0), (5, 5)], "trend")
    assert tips(drawing.markup()) == []


def test_a_bar_is_never_of_negative_size() -> None:
    drawing = Drawing(10, 10, "picture")
    drawing.bar((0, 0), -1, -2, "bar")
    (bar,) = shapes(drawing.markup(), "rect", "bar")
    assert (bar.attrib["width"], bar.attrib["height"]) == ("0", "0")


def test_a_path_goes_through_its_points_in_short_numbers() -> None:
    drawing = Drawing(10, 10, "picture")
    drawing.path([(0, 1.005), (2.5, 100), (1 / 3, 0)], "trend")
    (path,) = shapes(drawing.markup(), "path", "trend")
    assert path.attrib["d"] == "M0,1 L2.5,100 L0.33,0"


def test_the_picture_has_the_size_of_its_coordinates() -> None:
    root = ET.fromstring(Drawing(760.0, 92.5, "picture").markup())
    assert root.tag == f"{SVG}svg"
    assert root.attrib["viewBox"] == "0 0 760 92.5"
