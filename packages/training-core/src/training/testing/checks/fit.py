"""Rules for everything that takes part in a fit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from training.testing.harness.comparison import (
    TOLERANCE,
    difference,
    largest_difference,
)
from training.testing.harness.fits import (
    SECRET,
    VARIABLE,
    FitCase,
    FitResult,
    RankResult,
    Session,
    fit_in_ranks,
    run_sessions,
    sessions_with_kills,
)
from training.testing.harness.processes import LIMIT, Outcome
from training.testing.report import Findings

HALF = "training.batch_size=4"
"""Gives each of two ranks half of a batch."""
SLOW = 0.5
"""Seconds that a step of the points may take at most, with the code under test."""


def check_fit(
    findings: Findings,
    case: FitCase,
    place: str,
    folder: Path,
    watched: type | None = None,
    tolerance: float = TOLERANCE,
    in_ranks: bool = True,
) -> FitResult | None:
    """Find what a fit breaks: alone, killed after each step, and in two ranks.

    Args:
        findings: Takes what is found.
        case: The fit.
        place: Of the code under test.
        folder: For the runs.
        watched: Class whose objects are looked at after each step.
        tolerance: How far weights of one and two ranks may be apart, beside their size.
        in_ranks: Whether to compare two ranks with one process.

    Returns:
        What the undisturbed fit left; None if it did not come to its end.
    """
    sessions = [
        Session(case, folder / "whole", watched=watched),
        Session(case, folder / "again"),
        *sessions_with_kills(case, folder / "killed"),
    ]
    outcomes = run_sessions(sessions, folder / "output")
    whole = result_of(findings, outcomes[0], place, "in a fit")
    if whole is None:
        return None
    _check_finite(findings, whole, place)
    check_secrets(findings, folder, outcomes[0].output, place)
    findings.expect(
        whole.seconds < SLOW, "blocks", place, f"a step takes {whole.seconds:.2f} seconds."
    )
    again = result_of(findings, outcomes[1], place, "in a second fit")
    differs = "" if again is None else difference(whole, again)
    if not findings.expect(not differs, "repeatable", place, f"of two equal fits, {differs}."):
        return whole
    _check_resumed(findings, whole, outcomes[2:], place)
    if in_ranks:
        check_ranks(findings, case.with_(HALF), place, folder, whole.exported, tolerance)
    return whole


def _check_resumed(
    findings: Findings, whole: FitResult, outcomes: list[Outcome], place: str
) -> None:
    wrong = [one for one in outcomes[:-1] if one.ended != "killed"]
    resumed = result_of(findings, (wrong or outcomes[-1:])[0], place, "in a fit that resumes")
    if resumed is None or wrong:
        return
    differs = difference(whole, resumed)
    findings.expect(
        not differs,
        "resume-exact",
        place,
        f"after a kill in each step, {differs}." if differs else "",
    )


def check_ranks(
    findings: Findings,
    case: FitCase,
    place: str,
    folder: Path,
    alone: Mapping[str, Any] | None,
    tolerance: float = TOLERANCE,
) -> None:
    """Find ranks that differ from each other, or from one process.

    Args:
        findings: Takes what is found.
        case: The fit, with half of the batch for each rank.
        place: Of the code under test.
        folder: For the runs.
        alone: Weights that one process has exported; None to compare the ranks alone.
        tolerance: How far they may be apart, beside their size.
    """
    outcomes = fit_in_ranks(case, folder / "ranks")
    failed = [one for one in outcomes if one.ended != "returned"]
    first = max(failed, key=lambda one: one.ended == "raised", default=None)
    if first is not None:
        about = "ranks" in first.error or "rank" in first.error
        rule = "ranks-equal" if first.is_refusal and about else "works"
        findings.add(rule, place, f"in two ranks: {_ending(first)}")
        return
    results: list[RankResult] = [one.value for one in outcomes]
    unlike = next((one.unlike for one in results if one.unlike), "")
    equal = findings.expect(not unlike, "ranks-equal", place, unlike)
    if alone is None or not equal:
        return
    exported = results[0].exported
    apart, name = largest_difference(alone, exported)
    findings.expect(
        apart <= tolerance,
        "ranks-agree",
        place,
        f"`{name}` of two ranks and of one process are {apart:.2g} apart, relative to its size.",
    )


def check_secrets(findings: Findings, folder: Path, output: str, place: str) -> None:
    """Find the value of a secret environment variable in the files of a run and its output."""
    found = [
        file.name
        for file in sorted(folder.rglob("*"))
        if file.is_file() and SECRET.encode() in file.read_bytes()
    ]
    if SECRET in output:
        found.append("the log")
    findings.expect(
        not found, "secrets", place, f"the value of {VARIABLE} is in {', '.join(found[:3])}."
    )


def _check_finite(findings: Findings, result: FitResult, place: str) -> None:
    wrong = [name for name, one in result.exported.items() if not np.isfinite(one).all()]
    findings.expect(
        not wrong and bool(np.isfinite(result.losses).all()),
        "finite",
        place,
        f"not finite: {', '.join(wrong) or 'the loss'}.",
    )


def result_of(findings: Findings, outcome: Outcome, place: str, doing: str) -> FitResult | None:
    """Return what a fit left; None, with a violation, if it did not come to its end."""
    if outcome.ended == "returned":
        found: FitResult = outcome.value
        return found
    findings.add(_rule_of(outcome), place, f"{doing}: {_ending(outcome)}")
    return None


def _rule_of(outcome: Outcome) -> str:
    if outcome.ended == "blocked":
        return "blocks"
    if outcome.error.startswith("DivergenceError"):
        return "finite"
    return "state-plain" if "`state` " in outcome.error else "works"


def _ending(outcome: Outcome) -> str:
    if outcome.ended == "blocked":
        return f"it had not ended after {LIMIT:.0f} seconds."
    if outcome.ended == "killed":
        return "the process ended without a result."
    return outcome.error
