"""Facts of sweeps as the charts of the report take them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any
from xml.etree import ElementTree as ET

import optuna

from training.hpo.report.facts import State, SweepFacts, TrialFacts
from training.hpo.selection.trial_scores import ScoredTrial
from training.hpo.selection.winner import Winner

SVG = "{http://www.w3.org/2000/svg}"


def trial(
    number: int, *folds: float | None, state: State = "complete", **params: Any
) -> TrialFacts:
    """Return a trial of 10 seconds a fold; a complete one has the mean of its folds."""
    value = fmean(one or 0.0 for one in folds) if state == "complete" else None
    return TrialFacts(number, state, params, folds, value, 10.0 * len(folds))


def facts(
    *trials: TrialFacts,
    winner: int | None = None,
    importances: Mapping[str, float] | None = None,
    choices: Mapping[str, Sequence[Any]] | None = None,
    log_params: Sequence[str] = (),
    direction: str = "maximize",
) -> SweepFacts:
    """Return a sweep of these trials."""
    return SweepFacts(
        name="sweep",
        backbone="bilstm",
        metric="f1",
        direction=direction,
        folds=max((len(one.folds) for one in trials), default=1),
        trials=trials,
        winner=None if winner is None else _winner(winner),
        importances=importances or {},
        log_params=frozenset(log_params),
        choices=choices or {},
    )


def _winner(number: int) -> Winner:
    found = optuna.trial.create_trial(value=0.5)
    found.number = number
    return Winner(found, ScoredTrial(number, [0.5]), "best", None)


def shapes(markup: str, name: str, style: str) -> list[ET.Element]:
    """Return the shapes of a kind that have a style."""
    root = ET.fromstring(markup)
    return [one for one in root.iter(f"{SVG}{name}") if style in one.attrib["class"].split()]


def words(markup: str) -> list[str]:
    """Return everything that is written in a picture, without what is shown under the pointer."""
    return [one.text or "" for one in ET.fromstring(markup).iter(f"{SVG}text")]


def tips(markup: str) -> list[str]:
    """Return what is shown under the pointer."""
    return [one.text or "" for one in ET.fromstring(markup).iter(f"{SVG}title")]
