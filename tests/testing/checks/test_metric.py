"""`check_metric` finds each seeded violation and passes what is right."""

from __future__ import annotations

from typing import cast

import pytest

from tests.testing.violations import found
from tests.testing.wrong import metrics
from training.core.plugins import get_registry
from training.testing import check_metric

WRONG = [
    (metrics.Undefined, "works"),
    (metrics.Text, "finite"),
    (metrics.TooLarge, "metric-range"),
    (metrics.LastCounts, "metric-order"),
    (metrics.Means, "metric-joined"),
    (metrics.Takes, "works"),
]


@pytest.mark.parametrize(
    ("provider", "rule"), WRONG, ids=[f"{kind.__name__}-{rule}" for kind, rule in WRONG]
)
def test_a_wrong_metric_is_found_with_its_place(provider: type, rule: str) -> None:
    assert found(check_metric, provider, rule=rule).sentence


def test_a_right_metric_passes() -> None:
    assert check_metric(metrics.Right, {"empty": 0.5}) is None


@pytest.mark.parametrize("name", ["exact-documents", "fbeta"])
def test_the_built_in_metrics_pass(name: str) -> None:
    assert check_metric(cast("type", get_registry("metric").load(name))) is None
