from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
import torch
from rich.console import Console

from training.core.trainer.observers.observer import FitPlan, Step
from training.hpo.cli.refit.view import RefitDisplay

PLAN = FitPlan(None, Path("run"), "cpu", 2, 5, 100, {"train": 40}, steps_made=3)


def shown(is_terminal: bool) -> str:
    """Return what is shown of a refit that resumes after 3 steps and makes one more."""
    written = StringIO()
    console = Console(file=written, force_terminal=is_terminal, width=120)
    with RefitDisplay(console, 7) as display:
        display.on_fit_start(PLAN)
        display.on_step_end(Step(4, 1, torch.tensor(0.1), 1e-3, 8, 40))
    return written.getvalue()


def test_a_terminal_shows_the_steps_made_and_those_to_come() -> None:
    assert "training trial 7 on all data" in shown(is_terminal=True)
    assert "4/10" in shown(is_terminal=True)


def test_elsewhere_it_is_one_line_at_the_start() -> None:
    assert shown(is_terminal=False) == (
        "training trial 7 on all data (40 documents): 10 steps, 3 of them made before\n"
    )


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_quiet_console_shows_nothing(is_terminal: bool) -> None:
    written = StringIO()
    console = Console(file=written, force_terminal=is_terminal, quiet=True)
    with RefitDisplay(console, 7) as display:
        display.on_fit_start(PLAN)
    assert written.getvalue() == ""
