from __future__ import annotations

import optuna
import pytest
from optuna.trial import FrozenTrial, TrialState, create_trial

from training.hpo.storage.trial_attributes import CV_FOLD_METRICS
from training.hpo.sweep.config import FoldPruningConfig
from training.hpo.sweep.trials.fold_scores import FoldScores, complete_rows

optuna.logging.set_verbosity(optuna.logging.WARNING)


def trial(*folds: float | None, state: TrialState = TrialState.COMPLETE) -> FrozenTrial:
    value = 0.5 if state == TrialState.COMPLETE else None
    return create_trial(state=state, value=value, user_attrs={CV_FOLD_METRICS: list(folds)})


GOOD = [trial(0.8 + n / 1000, 0.81, 0.79, 0.8, 0.8) for n in range(6)]


def test_a_trial_far_behind_in_its_first_fold_trains_no_other() -> None:
    scores = FoldScores(FoldPruningConfig(), "maximize", 5)
    assert scores.should_prune([0.1], GOOD)
    assert not scores.should_prune([0.9], GOOD)


def test_for_a_loss_low_is_good() -> None:
    scores = FoldScores(FoldPruningConfig(), "minimize", 5)
    assert not scores.should_prune([0.1], GOOD)
    assert scores.should_prune([2.0], GOOD)


@pytest.mark.parametrize(
    ("config", "folds", "values"),
    [
        (FoldPruningConfig(enabled=False), 5, [0.1]),
        (FoldPruningConfig(), 1, [0.1]),
        (FoldPruningConfig(), 5, []),
        (FoldPruningConfig(n_startup_trials=7), 5, [0.1]),
        (FoldPruningConfig(n_startup_folds=2), 5, [0.1]),
    ],
)
def test_nothing_is_pruned_where_there_is_nothing_to_compare(
    config: FoldPruningConfig, folds: int, values: list[float]
) -> None:
    assert not FoldScores(config, "maximize", folds).should_prune(values, GOOD)


def test_only_complete_trials_with_a_number_in_each_fold_are_compared_with() -> None:
    trials = [
        trial(0.1, 0.2),
        trial(0.3, None),
        trial(0.4, 0.5, state=TrialState.PRUNED),
        create_trial(value=0.6),
    ]
    assert complete_rows(trials) == [[0.1, 0.2]]
