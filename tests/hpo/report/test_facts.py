from __future__ import annotations

import optuna
import pytest

from training.hpo.report.facts import trial_facts
from training.hpo.storage.trial_attributes import CV_FOLD_METRICS, METRICS, REASON, SECONDS

from .sweep_facts import facts, trial

optuna.logging.set_verbosity(optuna.logging.WARNING)


def test_the_score_of_a_pruned_trial_is_the_mean_of_the_folds_that_ran() -> None:
    assert trial(0, 0.4, None, 0.6, state="pruned").score == pytest.approx(0.5)
    assert trial(0, None, state="pruned").score is None
    assert trial(0, 0.4, 0.8).score == pytest.approx(0.6)


def test_trials_are_counted_and_their_times_and_folds_added_up() -> None:
    sweep = facts(trial(0, 0.5, 0.5), trial(1, 0.4, state="pruned"), trial(2, state="failed"))
    assert [sweep.count(state) for state in ("complete", "pruned", "running")] == [1, 1, 0]
    assert (sweep.seconds, sweep.folds_run) == (30.0, 3)


@pytest.mark.parametrize(("direction", "order"), [("maximize", [1, 0]), ("minimize", [0, 1])])
def test_complete_trials_are_ranked_by_the_direction(direction: str, order: list[int]) -> None:
    trials = (trial(0, 0.4), trial(1, 0.6), trial(2, 0.9, state="pruned"))
    assert [one.number for one in facts(*trials, direction=direction).best_first] == order


def test_what_a_study_notes_is_collected() -> None:
    study = optuna.create_study(direction="maximize")
    whole, bad, open_trial = study.ask(), study.ask(), study.ask()
    whole.set_user_attr(CV_FOLD_METRICS, [0.4, 0.6])
    whole.set_user_attr(SECONDS, 12.5)
    whole.set_user_attr(METRICS, {"loss": 0.3})
    study.tell(whole, 0.5)
    bad.set_user_attr(REASON, "postgresql://me:secret@host/db went away")
    study.tell(bad, state=optuna.trial.TrialState.FAIL)
    first, second, third = trial_facts(study)
    assert (first.state, first.folds, first.value) == ("complete", [0.4, 0.6], 0.5)
    assert (first.seconds, first.loss) == (12.5, 0.3)
    assert (second.state, second.value, second.folds) == ("failed", None, [])
    assert "secret" not in second.reason
    assert (third.number, third.state, third.seconds) == (open_trial.number, "running", 0.0)


def test_a_trial_without_folds_counts_as_one_of_its_own_value_and_duration() -> None:
    study = optuna.create_study()
    study.tell(study.ask(), 0.7)
    (found,) = trial_facts(study)
    assert found.folds == [0.7]
    assert 0.0 <= found.seconds < 60.0
