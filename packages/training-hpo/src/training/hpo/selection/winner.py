"""The winner of a study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from training.errors import suggestion
from training.hpo.exceptions import SelectionError
from training.hpo.selection.bounded_interval import Bounds
from training.hpo.selection.honest_estimate import HonestScore, honest_score
from training.hpo.selection.selection_rules import RULES
from training.hpo.selection.trial_scores import ScoredTrial, scored_trials

if TYPE_CHECKING:
    from optuna import Study
    from optuna.trial import FrozenTrial

    from training.hpo.pruners.fold_pruning import Direction


@dataclass(frozen=True)
class Winner:
    """The trial that a rule picked.

    Attributes:
        trial: The trial, as Optuna keeps it.
        scores: Its objective by fold.
        rule: Name of the rule.
        honest: Its score without the luck of having been picked; None with fewer than three folds.
        tied: Other trials with the same mean, over which it was preferred for its lower loss.
    """

    trial: FrozenTrial
    scores: ScoredTrial
    rule: str
    honest: HonestScore | None
    tied: int = 0


def select_winner(study: Study, rule: str = "best", bounds: Bounds = Bounds()) -> Winner:
    """Pick the winner of a study.

    Args:
        study: A study with one objective.
        rule: ``best`` or ``one-standard-error``.
        bounds: Range of the objective, in which its interval stays.

    Raises:
        SelectionError: There is no such rule, no trial is complete, or the study has several
            objectives.
    """
    if rule not in RULES:
        raise SelectionError(
            f"`selection`: no rule is called `{rule}`.{suggestion(rule, RULES)} "
            f"Rules: {', '.join(RULES)}."
        )
    direction = direction_of(study)
    trials = scored_trials(study)
    scores = RULES[rule](trials, direction)
    trial = next(one for one in study.get_trials(deepcopy=False) if one.number == scores.number)
    honest = honest_score(trials, direction, RULES[rule], bounds=bounds)
    return Winner(trial, scores, rule, honest, _tied(scores, trials) if rule == "best" else 0)


def _tied(winner: ScoredTrial, trials: Sequence[ScoredTrial]) -> int:
    return sum(one.mean == winner.mean and one.loss > winner.loss for one in trials)


def direction_of(study: Study) -> Direction:
    """Return whether a study's objective is to be high or low.

    Raises:
        SelectionError: It has several objectives.
    """
    if len(study.directions) != 1:
        raise SelectionError(
            f"The study `{study.study_name}` has {len(study.directions)} objectives, so no trial "
            "is the best of all. Choose one of `study.best_trials` yourself."
        )
    return cast("Direction", study.direction.name.lower())
