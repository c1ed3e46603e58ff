from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from training.core.trainer.lr_finder.curve import RateCurve, RatePoint
from training.errors import RunError
from training.execution.report.lr_finder import rate_page, write_rate_page

POINTS = tuple(
    RatePoint(10.0 ** (-6 + n / 10), 900.0 if n == 49 else 3 - n / 25, 3 - n / 25)
    for n in range(50)
)
CURVE = RateCurve(POINTS, True, 2, 1e-3, 2e-3, 3e-3)


def test_the_page_has_a_broad_and_a_narrow_chart_with_the_same_marked_rate() -> None:
    page = str(rate_page(CURVE, ["training:", "  learning_rate: 1e-3"]))
    charts = ["<svg" + part.split("</svg>")[0] + "</svg>" for part in page.split("<svg")[1:]]
    widths = [ET.fromstring(chart).attrib["width"] for chart in charts]
    assert widths == ["1000", "340"]
    assert all(">0.001</text>" in chart for chart in charts)
    assert "max-width: 640px" in page
    assert "  learning_rate: 1e-3\n" in page


def test_what_diverges_stays_inside_the_chart() -> None:
    page = rate_page(CURVE, [])
    path = page.split('<path d="')[1].split('"')[0]
    numbers = [float(one) for one in path.replace("M", "").replace("L", "").split()]
    assert min(numbers) >= 0.0
    assert max(numbers[1::2]) <= 420.0


def test_text_is_escaped() -> None:
    assert "<script>" not in rate_page(CURVE, ["<script>"])


@pytest.mark.parametrize("name", ["plot.png", "none/plot.html"])
def test_a_file_that_cannot_be_the_page_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(RunError, match="--plot"):
        write_rate_page(CURVE, [], tmp_path / name)
    assert not list(tmp_path.iterdir())
