"""Contents of the report of a sweep, as plain values."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any, Literal

from training.config.redaction import redacted
from training.core.splits.test_records import test_words
from training.hpo.exceptions import SelectionError
from training.hpo.selection.refit import complete_refit
from training.hpo.storage.trial_attributes import (
    CV_FOLD_METRICS,
    METRICS,
    REASON,
    SECONDS,
    loss_among,
    rank,
)
from training.hpo.sweep.config import name_and_options

if TYPE_CHECKING:
    from optuna import Study
    from optuna.trial import FrozenTrial

    from training.hpo.selection.stored_sweep import StoredSweep
    from training.hpo.selection.winner import Winner

State = Literal["complete", "pruned", "failed", "running", "waiting"]
_STATES: Mapping[str, State] = {
    "COMPLETE": "complete",
    "PRUNED": "pruned",
    "FAIL": "failed",
    "RUNNING": "running",
    "WAITING": "waiting",
}


@dataclass(frozen=True)
class TrialFacts:
    """A trial.

    Attributes:
        number: Its number.
        state: How it ended, or stands.
        params: Its parameters by name.
        folds: Objective of the folds that ran; None where it was not finite.
        value: Its objective; None unless it is complete.
        seconds: Time it took.
        reason: Why it was pruned or failed.
        loss: Mean validation loss of its folds, where it is recorded.
    """

    number: int
    state: State
    params: Mapping[str, Any]
    folds: Sequence[float | None]
    value: float | None
    seconds: float
    reason: str = ""
    loss: float | None = None

    @property
    def score(self) -> float | None:
        """Its objective, or of a pruned trial the mean of the folds that ran."""
        known = [fold for fold in self.folds if fold is not None]
        return self.value if self.value is not None else (fmean(known) if known else None)


@dataclass(frozen=True)
class SweepFacts:
    """A sweep.

    Attributes:
        name: Name of its folder.
        backbone: What it trained.
        metric: Its objective.
        direction: ``maximize`` or ``minimize``.
        folds: Folds of a complete trial.
        trials: Its trials in order.
        winner: The winner; None without a complete trial.
        importances: Share of each parameter in the differences between trials, greatest first.
        log_params: Parameters that were searched on a logarithmic scale.
        choices: Values of the parameters that were chosen from a list.
        settings: How it searched, in words.
        refit: Result of the winner's refit, in a sentence; empty without one.
    """

    name: str
    backbone: str
    metric: str
    direction: str
    folds: int
    trials: Sequence[TrialFacts]
    winner: Winner | None
    importances: Mapping[str, float]
    log_params: frozenset[str]
    choices: Mapping[str, Sequence[Any]]
    settings: Sequence[str] = ()
    refit: str = ""

    @property
    def is_maximised(self) -> bool:
        """Whether a higher objective is better."""
        return self.direction == "maximize"

    @property
    def best_first(self) -> list[TrialFacts]:
        """The complete trials, the best first."""
        return best_first(self.trials, self.is_maximised)

    @property
    def winner_number(self) -> int | None:
        """Number of the winner."""
        return None if self.winner is None else self.winner.trial.number

    def count(self, state: State) -> int:
        """Return how many trials ended like that."""
        return sum(trial.state == state for trial in self.trials)

    @property
    def seconds(self) -> float:
        """Time of all trials together."""
        return sum(trial.seconds for trial in self.trials)

    @property
    def folds_run(self) -> int:
        """Folds that were trained."""
        return sum(len(trial.folds) for trial in self.trials)


def facts_of(sweep: StoredSweep) -> SweepFacts:
    """Collect what a report says."""
    trials = sweep.study.get_trials(deepcopy=False)
    facts = trial_facts(sweep.study)
    winner = _winner(sweep)
    return SweepFacts(
        name=sweep.directory.name,
        backbone=" or ".join(sweep.bases) or str(sweep.base.model.backbone),
        metric=sweep.metric,
        direction=sweep.direction,
        folds=max((len(one.folds) for one in facts), default=1),
        trials=facts,
        winner=winner,
        importances=_importances(sweep.study),
        log_params=frozenset(_logarithmic(trials)),
        choices=_choices(trials),
        settings=_settings(sweep),
        refit="" if winner is None else _refit(sweep, winner),
    )


def trial_facts(study: Study) -> list[TrialFacts]:
    """Collect what is known of each trial, in order."""
    return [_trial(trial) for trial in study.get_trials(deepcopy=False)]


def best_first(trials: Sequence[TrialFacts], is_maximised: bool) -> list[TrialFacts]:
    """Return the complete trials, the best first."""
    complete = [trial for trial in trials if trial.value is not None]
    return sorted(
        complete, key=lambda one: rank(one.value or 0.0, one.loss, one.number, is_maximised)
    )


def _trial(trial: FrozenTrial) -> TrialFacts:
    noted, state = trial.user_attrs, _STATES[trial.state.name]
    value = float(trial.values[0]) if state == "complete" and trial.values else None
    folds = noted.get(CV_FOLD_METRICS) or ([value] if value is not None else [])
    seconds = noted.get(SECONDS)
    if seconds is None:
        seconds = trial.duration.total_seconds() if trial.duration else 0.0
    reason = redacted(str(noted.get(REASON, "")))
    loss = loss_among(noted.get(METRICS))
    return TrialFacts(trial.number, state, trial.params, folds, value, float(seconds), reason, loss)


def _winner(sweep: StoredSweep) -> Winner | None:
    try:
        return sweep.winner()
    except SelectionError:
        return None


def _settings(sweep: StoredSweep) -> list[str]:
    config = sweep.config
    folds = [] if config.folds is None else [f"{config.folds.number} folds"]
    sampler, _ = name_and_options(config.sampler)
    test = test_words(sweep.test_records)
    aside = f"test: {test}" if sweep.test_records and sweep.test_records.number else test
    return [*folds, f"sampler {sampler}", f"seed {config.seed}", aside]


def _refit(sweep: StoredSweep, winner: Winner) -> str:
    refit = complete_refit(sweep.refit_folder(winner))
    if refit is None:
        return ""
    score = refit.test.get(sweep.metric)
    known = isinstance(score, (int, float))
    test = f", test {sweep.metric} {score:#.4g}" if known else ""
    return f"Refitted on all data for {refit.steps} steps{test}: {refit.run.directory.name}."


def _importances(study: Study) -> dict[str, float]:
    """Return Optuna's importances (PED-ANOVA); none where it cannot tell."""
    from optuna.importance import get_param_importances

    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        try:
            found = get_param_importances(study)
        except (ValueError, RuntimeError, UserWarning):
            return {}
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _logarithmic(trials: Sequence[FrozenTrial]) -> set[str]:
    return {
        name
        for trial in trials
        for name, distribution in trial.distributions.items()
        if getattr(distribution, "log", False)
    }


def _choices(trials: Sequence[FrozenTrial]) -> dict[str, Sequence[Any]]:
    return {
        name: distribution.choices
        for trial in trials
        for name, distribution in trial.distributions.items()
        if hasattr(distribution, "choices")
    }
