from __future__ import annotations

import pytest

from training.config import TrainingConfig
from training.hpo.exceptions import MetricsReadError
from training.hpo.selection.refit_length import FoldFit, RefitLength, refit_length

EPOCHS = TrainingConfig(epochs=9)


def fits(*epochs: int) -> list[FoldFit]:
    """Folds of 100 samples and 10 steps an epoch."""
    return [FoldFit(epoch, 10 * epoch, 100) for epoch in epochs]


def test_a_refit_makes_as_many_passes_as_the_median_fold() -> None:
    assert refit_length(fits(2, 9, 3), 150, EPOCHS) == RefitLength(3)


def test_half_a_pass_is_rounded_up() -> None:
    assert refit_length(fits(2, 3), 150, EPOCHS) == RefitLength(3)
    assert refit_length(fits(4, 5), 150, EPOCHS) == RefitLength(5)


def test_folds_that_noted_no_best_evaluation_have_no_say() -> None:
    unknown = [FoldFit(0, 0, 100), FoldFit(9, 90, 0)]
    assert refit_length([*unknown, *fits(4)], 150, EPOCHS) == RefitLength(4)
    with pytest.raises(MetricsReadError, match="`training train` instead"):
        refit_length(unknown, 150, EPOCHS)


def test_folds_evaluated_within_an_epoch_give_steps_in_proportion_to_the_samples() -> None:
    training = TrainingConfig(epochs=2, evaluate_every_steps=5)
    length = refit_length(fits(2, 3, 4), 150, training)
    assert length == RefitLength(epochs=45, max_steps=45)
    assert refit_length(fits(1), 10, training).max_steps == 1


def test_a_refit_ends_at_the_bound_of_the_trial() -> None:
    training = TrainingConfig(epochs=2, max_steps=20)
    assert refit_length(fits(3), 150, training) == RefitLength(epochs=20, max_steps=20)
    assert refit_length(fits(1), 150, training).max_steps == 15


def test_a_refit_always_takes_a_step() -> None:
    training = TrainingConfig(max_steps=20)
    assert refit_length([FoldFit(1, 1, 1000)], 3, training).max_steps == 1
