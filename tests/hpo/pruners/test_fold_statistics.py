from __future__ import annotations

import pytest

from training.hpo.pruners.fold_statistics import quantile_of_t, variance


def test_the_variance_is_the_unbiased_one() -> None:
    assert variance([0.7, 0.8, 0.9]) == pytest.approx(0.01)
    assert variance([1.0, 3.0]) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("probability", "freedom", "quantile"),
    [
        (0.975, 1, 12.7062),
        (0.95, 1, 6.3138),
        (0.975, 2, 4.30265),
        (0.9, 2, 1.88562),
        (0.975, 3, 3.18245),
        (0.95, 4, 2.13185),
        (0.975, 4, 2.77645),
        (0.95, 9, 1.83311),
        (0.995, 30, 2.75000),
    ],
)
def test_quantiles_are_those_of_the_printed_table(
    probability: float, freedom: int, quantile: float
) -> None:
    assert quantile_of_t(probability, freedom) == pytest.approx(quantile, rel=0.01)


@pytest.mark.parametrize("freedom", [1, 2, 3, 7])
def test_the_distribution_is_symmetric(freedom: int) -> None:
    assert quantile_of_t(0.5, freedom) == pytest.approx(0.0, abs=1e-12)
    assert quantile_of_t(0.05, freedom) == pytest.approx(-quantile_of_t(0.95, freedom))
