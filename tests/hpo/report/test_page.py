from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import optuna
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optuna.trial import TrialState, create_trial

from training.hpo.report.facts import SweepFacts, TrialFacts, facts_of, trial_facts
from training.hpo.report.page import render_report
from training.hpo.report.scale import scale_of
from training.hpo.selection.refit import refit_winner
from training.hpo.selection.stored_sweep import StoredSweep
from training.hpo.storage.trial_attributes import REASON

VOID = {"meta", "link", "br", "img", "hr", "input"}


class Balance(HTMLParser):
    """Checks that every element is closed, and collects what it finds."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [str(value) for name, value in attrs if name in ("src", "href", "data")]
        self.open += [] if tag in VOID else [tag]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def charts_of(page: str) -> list[ET.Element]:
    return [ET.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]


def facts_with(trials: Sequence[TrialFacts], **changes: Any) -> SweepFacts:
    values: dict[str, Any] = {
        "name": "s",
        "backbone": "bilstm",
        "metric": "f1",
        "direction": "maximize",
        "folds": 3,
        "trials": trials,
        "winner": None,
        "importances": {},
        "log_params": frozenset(),
        "choices": {},
    }
    return SweepFacts(**(values | changes))


def test_the_report_is_one_whole_file_without_links(sweep: StoredSweep) -> None:
    page = render_report(facts_of(sweep))
    balance = Balance()
    balance.feed(page)
    assert balance.open == []
    assert balance.links == []
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "<script" not in page


def test_it_says_how_was_searched_and_what_the_refit_brought(sweep: StoredSweep) -> None:
    assert "Refitted" not in render_report(facts_of(sweep))
    refit = refit_winner(sweep)
    page = " ".join(render_report(facts_of(sweep)).split())
    assert "3 folds · sampler tpe · seed 42" in page
    assert f"Refitted on all data for {refit.steps} steps, test loss" in page


def test_importances_of_few_trials_are_called_a_hint() -> None:
    trials = [TrialFacts(n, "complete", {"rate": 0.1 * n}, [0.5], 0.5, 1.0) for n in range(20)]
    pages = [
        " ".join(render_report(facts_with(some, importances={"rate": 1.0})).split())
        for some in (trials[:5], trials)
    ]
    assert "from 5 complete trials. With fewer than 20 this is a hint at most." in pages[0]
    assert "from 20 complete trials.</p>" in pages[1]


def test_it_shows_winner_history_folds_combinations_cost_and_every_trial(
    sweep: StoredSweep,
) -> None:
    page = render_report(facts_of(sweep))
    winner = sweep.winner()
    assert f"Winner: trial {winner.trial.number}" in page
    assert "interval" in page
    for heading in ("History", "Fold spread", "Combinations", "Cost", "All trials"):
        assert f"<h2>{heading}</h2>" in page or f"<summary>{heading}</summary>" in page
    labels = [chart.get("aria-label") for chart in charts_of(page)]
    assert "loss of each trial, and the best so far" in labels
    assert "loss of each fold of the best trials" in labels


def test_what_people_wrote_is_escaped_in_text_and_in_pictures() -> None:
    evil = "<script>alert('x')</script>"
    trials = [
        TrialFacts(0, "complete", {evil: evil}, [0.5, 0.6, 0.7], 0.6, 1.0),
        TrialFacts(1, "complete", {evil: "b"}, [0.4, 0.6, 0.7], 0.5, 1.0),
        TrialFacts(2, "failed", {}, [], None, 1.0, reason=evil),
    ]
    page = render_report(
        facts_with(
            trials, name=evil, metric=evil, importances={evil: 1.0}, choices={evil: (evil, "b")}
        )
    )
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert len(charts_of(page)) == 5


@pytest.mark.parametrize(
    "trials",
    [
        [],
        [TrialFacts(0, "running", {"x": 1.0}, [], None, 0.0)],
        [TrialFacts(0, "failed", {"x": 1.0}, [None], None, 0.0, "diverged")],
        [TrialFacts(0, "complete", {"x": 1.0}, [0.0, 0.0, 0.0], 0.0, 0.0)],
        [TrialFacts(0, "complete", {}, [0.5], 0.5, 1.0)] * 2,
    ],
)
def test_a_sweep_that_has_hardly_begun_can_be_looked_at(trials: list[TrialFacts]) -> None:
    page = render_report(facts_with(trials))
    assert "No winner yet" in page
    assert all(chart.tag.endswith("svg") for chart in charts_of(page))


finite = st.floats(-1e9, 1e9, allow_nan=False)


@given(values=st.lists(finite, min_size=1, max_size=6), log=st.booleans())
@settings(deadline=None, max_examples=50)
def test_every_value_and_tick_is_on_its_axis(values: list[float], log: bool) -> None:
    scale = scale_of([abs(value) + 1e-6 for value in values] if log else values, 10, 110, log)
    for value in [*([] if log else values), *scale.ticks()]:
        assert 10 - 1e-6 <= scale(value) <= 110 + 1e-6
    assert len(scale.ticks()) < 30


def test_why_a_trial_failed_shows_no_password() -> None:
    study = optuna.create_study()
    reason = "ConnectionError: https://me:t0psecret@host is gone"
    study.add_trial(create_trial(state=TrialState.FAIL, user_attrs={REASON: reason}))
    assert trial_facts(study)[0].reason == "ConnectionError: https://***@host is gone"
