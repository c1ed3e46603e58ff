from __future__ import annotations

import pytest

from training.hpo.report.importance_chart import importance_chart

from .sweep_facts import facts, shapes, words


def test_without_importances_there_is_no_picture() -> None:
    assert importance_chart(facts()) == ""


def test_bars_are_in_proportion_and_the_shares_are_written() -> None:
    markup = importance_chart(facts(importances={"rate": 0.6, "dropout": 0.3, "size": 0.0}))
    widths = [float(bar.attrib["width"]) for bar in shapes(markup, "rect", "importance")]
    assert widths[0] == pytest.approx(2 * widths[1], abs=0.02)
    assert widths[2] == 1.0
    assert words(markup) == ["rate", "60%", "dropout", "30%", "size", "0%"]


def test_importances_that_are_all_zero_are_drawn() -> None:
    assert words(importance_chart(facts(importances={"rate": 0.0}))) == ["rate", "0%"]
