from __future__ import annotations

import pytest

from training.hpo.report.interval_chart import interval_chart
from training.hpo.selection.honest_estimate import HonestScore

from .sweep_facts import shapes, tips


def test_the_estimate_is_within_its_band_and_the_picked_mean_where_it_is() -> None:
    markup = interval_chart(HonestScore(0.7, 0.6, 0.8, 0.95, 0.85, 9))
    (band,) = shapes(markup, "rect", "band")
    left, width = float(band.attrib["x"]), float(band.attrib["width"])
    (estimate,) = shapes(markup, "circle", "winner")
    (picked,) = shapes(markup, "circle", "picked")
    assert float(estimate.attrib["cx"]) == pytest.approx(left + width / 2, abs=0.02)
    assert float(picked.attrib["cx"]) > left + width


def test_the_numbers_are_shown_under_the_pointer() -> None:
    markup = interval_chart(HonestScore(0.7, 0.6, 0.8, 0.9, 0.85, 9))
    assert tips(markup) == [
        "90% interval: 0.6 to 0.8",
        "expected 0.7",
        "mean of its folds 0.85",
    ]


def test_an_interval_of_no_width_is_drawn() -> None:
    markup = interval_chart(HonestScore(0.7, 0.7, 0.7, 0.95, 0.7, 1))
    (band,) = shapes(markup, "rect", "band")
    assert band.attrib["width"] == "0"
