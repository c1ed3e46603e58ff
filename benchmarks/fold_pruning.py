"""Pruning across folds beside Optuna's pruners: `python -m benchmarks.fold_pruning`.

Each rule sees the trials of a table in 200 random orders, fold by fold, and stops them as it
likes. What it costs is the share of folds that ran; what it risks is how often the trial with the
best mean was stopped. One table was recorded from real fits (`benchmarks.record_fold_scores`), the
others are simulated: 100 trials whose true means have a long tail below the best ones, folds that
differ in difficulty, and noise that is as large as, or twice or half as large as that.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean
from typing import NamedTuple, TypeAlias

import optuna

from training.hpo.optuna import without_remarks
from training.hpo.pruners import FoldRule

RECORDED = Path(__file__).parent / "data" / "fold_scores.json"
ORDERS = 200
OPTUNA_ORDERS = 20
"""Optuna keeps a study for each order, which takes its time."""
FOLDS = 5
Table: TypeAlias = Sequence[Sequence[float]]
Replay: TypeAlias = Callable[[Table], "Outcome"]


class Outcome(NamedTuple):
    """What a rule did with one order of the trials.

    Attributes:
        share: Folds that ran, of all.
        kept: Whether the trial with the best mean ran to its end.
    """

    share: float
    kept: bool


def recorded_table() -> Table:
    """Return the scores of 100 trials that were really trained, 5 folds each."""
    table: Table = json.loads(RECORDED.read_text(encoding="utf-8"))["scores"]
    return table


def simulated_table(seed: int, noise: float, trials: int = 100) -> Table:
    """Return scores around true means: ``min(1, mean + fold + noise)``, never below 0.

    Args:
        seed: Of all draws.
        noise: Standard deviation of a single score around trial and fold.
        trials: Number of trials; about one in seven collapses to a score near 0.
    """
    chance = random.Random(seed)
    difficulty = [chance.gauss(0.0, 0.02) for _ in range(FOLDS)]
    return [_simulated_trial(chance, difficulty, noise) for _ in range(trials)]


def _simulated_trial(
    chance: random.Random, difficulty: Sequence[float], noise: float
) -> list[float]:
    collapsed = chance.random() < 0.15
    mean = 0.02 if collapsed else 0.85 - chance.gammavariate(1.5, 0.03)
    scores = (mean + fold + chance.gauss(0.0, noise) for fold in difficulty)
    return [min(1.0, max(0.0, score)) for score in scores]


def with_fold_rule(rows: Table) -> Outcome:
    """Let our rule stop trials between folds."""
    rule = FoldRule()
    complete: list[Sequence[float]] = []
    ran = 0
    for row in rows:
        done = 1
        while done < len(row) and not rule.should_prune(row[:done], complete, "maximize"):
            done += 1
        ran += done
        complete += [row] if done == len(row) else []
    return _outcome(rows, complete, ran)


def with_optuna(build: Callable[[], optuna.pruners.BasePruner], running_mean: bool) -> Replay:
    """Return a replay in which an Optuna pruner stops trials between folds.

    Args:
        build: Makes the pruner.
        running_mean: Whether a trial reports the mean of its folds so far, or each fold's score.
    """

    def replay(rows: Table) -> Outcome:
        with without_remarks():
            study = optuna.create_study(direction="maximize", pruner=build())
        complete: list[Sequence[float]] = []
        ran = 0
        for row in rows:
            done = _run_trial(study, row, running_mean)
            ran += done
            complete += [row] if done == len(row) else []
        return _outcome(rows, complete, ran)

    return replay


def _run_trial(study: optuna.Study, row: Sequence[float], running_mean: bool) -> int:
    trial = study.ask()
    for fold in range(len(row)):
        trial.report(fmean(row[: fold + 1]) if running_mean else row[fold], fold)
        if fold + 1 < len(row) and trial.should_prune():
            study.tell(trial, state=optuna.trial.TrialState.PRUNED)
            return fold + 1
    study.tell(trial, fmean(row))
    return len(row)


def _outcome(rows: Table, complete: Table, ran: int) -> Outcome:
    kept = max(map(fmean, complete)) == max(map(fmean, rows))
    return Outcome(ran / sum(map(len, rows)), kept)


RULES: Sequence[tuple[str, Replay, int]] = (
    ("FoldRule", with_fold_rule, ORDERS),
    ("Optuna MedianPruner", with_optuna(optuna.pruners.MedianPruner, True), OPTUNA_ORDERS),
    ("Optuna WilcoxonPruner", with_optuna(optuna.pruners.WilcoxonPruner, False), OPTUNA_ORDERS),
)


def main() -> None:
    """Print folds that ran and best trials that were lost, for each rule and table."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    tables: dict[str, Callable[[int], Table]] = {
        "recorded": lambda seed: recorded_table(),
        "simulated, noise 0.01": lambda seed: simulated_table(seed, 0.01),
        "simulated, noise 0.02": lambda seed: simulated_table(seed, 0.02),
        "simulated, noise 0.04": lambda seed: simulated_table(seed, 0.04),
    }
    _print("table", "rule", "folds run", "best trial lost")
    for name, table in tables.items():
        for rule, replay, orders in RULES:
            outcomes = [replay(shuffled(table(seed), seed)) for seed in range(orders)]
            share = fmean(outcome.share for outcome in outcomes)
            lost = sum(not outcome.kept for outcome in outcomes)
            _print(name, rule, f"{share:.0%}", f"{lost} of {orders} orders")


def shuffled(table: Table, seed: int) -> Table:
    """Return the trials of a table in a random order."""
    return random.Random(seed).sample(list(table), len(table))


def _print(table: str, rule: str, share: str, lost: str) -> None:
    sys.stdout.write(f"{table:<24}{rule:<24}{share:<12}{lost}\n")


if __name__ == "__main__":
    main()
