"""Choose the winner of a sweep, and say honestly how good it is."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.hpo.compat.trade_off import SelectionLogic as SelectionLogic
    from training.hpo.selection.honest_estimate import HonestScore as HonestScore
    from training.hpo.selection.honest_estimate import honest_score as honest_score
    from training.hpo.selection.selection_rules import best_mean as best_mean
    from training.hpo.selection.selection_rules import one_standard_error as one_standard_error
    from training.hpo.selection.trial_scores import ScoredTrial as ScoredTrial
    from training.hpo.selection.trial_scores import scored_trials as scored_trials
    from training.hpo.selection.winner import Winner as Winner
    from training.hpo.selection.winner import select_winner as select_winner
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "HonestScore": "honest_estimate",
            "honest_score": "honest_estimate",
            "ScoredTrial": "trial_scores",
            "SelectionLogic": ".compat.trade_off",
            "Winner": "winner",
            "best_mean": "selection_rules",
            "one_standard_error": "selection_rules",
            "scored_trials": "trial_scores",
            "select_winner": "winner",
        },
    )
