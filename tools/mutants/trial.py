"""The trial of one mutant: write it into the copy, run the tests that concern it, judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from tools.mutants.equivalents import Equivalent
from tools.mutants.forked import TIME_IS_UP, run_forked
from tools.mutants.mutant import Mutant
from tools.mutants.pytest_plugins import PASSED, ChosenTests
from tools.mutants.scratch import mutated
from tools.mutants.test_map import TestMap

FACTOR = 4
"""How many times its measured time a test run may take."""


class Verdict(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    TIMEOUT = "timeout"
    SURVIVED = "survived"
    EQUIVALENT = "equivalent"


@dataclass(frozen=True)
class Trial:
    """A mutant that was tried.

    Attributes:
        mutant: The mutant.
        verdict: What became of it.
        note: The reason why it is equivalent, the file that noticed it, or how many tests it
            survived.
    """

    mutant: Mutant
    verdict: Verdict
    note: str = ""


def try_mutant(
    mutant: Mutant, copy: Path, tests: TestMap, equivalents: Sequence[Equivalent], spare: float
) -> Trial:
    """Return the verdict on a mutant; a declared equivalent is not run.

    Args:
        mutant: The mutant.
        copy: Tree that it is written to while its tests run.
        tests: Chooses the tests.
        equivalents: Those declared.
        spare: Seconds that the tests may take beyond their measured time, for starting and for a
            busy machine.
    """
    declared = next((one for one in equivalents if one.describes(mutant)), None)
    if declared:
        return Trial(mutant, Verdict.EQUIVALENT, declared.reason)
    survived = 0
    for chosen in filter(None, tests.stages(mutant)):
        verdict = _run(mutant, copy, chosen, spare)
        if verdict is not Verdict.SURVIVED:
            return Trial(mutant, verdict, f"by {next(iter(chosen)).partition('::')[0]}")
        survived += len(chosen)
    return Trial(mutant, Verdict.SURVIVED, f"{survived} tests")


def _run(mutant: Mutant, copy: Path, chosen: dict[str, float], spare: float) -> Verdict:
    run = partial(ChosenTests(list(chosen)).run, copy.parent / "tmp")
    limit = spare + FACTOR * sum(chosen.values())
    with mutated(copy, mutant):
        code = run_forked(run, copy, copy.parent / "tests.log", limit)
    if code == TIME_IS_UP:
        return Verdict.TIMEOUT
    return Verdict.SURVIVED if code in PASSED else Verdict.KILLED
