from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from training.execution.report.curves import MOST_POINTS, charts_of


def written(folder: Path, *rows: dict[str, Any]) -> Path:
    (folder / "metrics.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return folder


def train(step: int, loss: float, **more: Any) -> dict[str, Any]:
    return {"split": "train", "step": step, "loss": loss, **more}


def test_losses_and_the_selecting_metric_have_a_chart(tmp_path: Path) -> None:
    rows = [
        train(1, 1.0, learning_rate=0.1),
        train(2, 0.5, learning_rate=0.05),
        {"split": "validation", "step": 2, "loss": 0.75, "f1": 0.5},
    ]
    charts = {chart.title: str(chart.svg) for chart in charts_of(written(tmp_path, *rows), "f1")}
    assert list(charts) == ["loss", "f1", "learning rate"]
    assert "validation" in charts["loss"]
    for svg in charts.values():
        ET.fromstring(svg)


def test_what_was_never_recorded_has_no_chart(tmp_path: Path) -> None:
    assert charts_of(tmp_path, "f1") == []
    titles = [chart.title for chart in charts_of(written(tmp_path, train(1, 1.0)), None)]
    assert titles == ["loss"]


def test_values_that_are_not_finite_and_damaged_lines_are_left_out(tmp_path: Path) -> None:
    folder = written(tmp_path, train(1, float("nan")), train(2, 0.5), train(3, True))
    with (folder / "metrics.jsonl").open("a") as file:
        file.write("half a li\n")
    (chart,) = charts_of(folder, None)
    assert str(chart.svg).count("<circle") == 1


def test_a_higher_value_stands_higher_and_a_later_step_to_the_right(tmp_path: Path) -> None:
    (chart,) = charts_of(written(tmp_path, train(1, 1.0), train(5, 3.0)), None)
    dots = [one for one in ET.fromstring(str(chart.svg)).iter() if one.tag.endswith("circle")]
    (x1, y1), (x2, y2) = ((float(d.attrib["cx"]), float(d.attrib["cy"])) for d in dots)
    assert x1 < x2
    assert y1 > y2


def test_of_very_many_points_the_first_and_evenly_spread_ones_are_kept(tmp_path: Path) -> None:
    rows = [train(step, 1.0 / step) for step in range(1, 5 * MOST_POINTS)]
    (chart,) = charts_of(written(tmp_path, *rows), None)
    path = next(one for one in ET.fromstring(str(chart.svg)).iter() if one.tag.endswith("path"))
    points = [float(point.split()[0]) for point in path.attrib["d"][1:].split(" L")]
    assert MOST_POINTS / 2 < len(points) < 2 * MOST_POINTS
    gaps = {round(b - a, 0) for a, b in pairwise(points)}
    assert len(gaps) <= 2
