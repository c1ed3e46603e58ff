from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from training.core.console.numbers import shown
from training.hpo.cli.best import _table
from training.hpo.cli.format import parameter_words
from training.hpo.cli.run.view import _line
from training.hpo.cli.status.view import _table as status_rows
from training.hpo.sweep.callbacks import TrialEnd
from training.hpo.sweep.status import SweepState, TrialStatus

VALUES = [0.8123, 0.7999, 0.79, 0.8111, 0.8222, 0.801, 0.7801, 0.8301, 0.8444, 0.7512]
PARAMS = {
    "training.learning_rate": 0.00123456,
    "model.dropout": 0.123,
    "model.hidden_size": 128,
    "training.schedule": "linear",
    "model.an_option_of_a_plugin_with_a_long_name": 17,
}


def rendered(table: Table) -> str:
    console = Console(width=80, file=io.StringIO(), record=True)
    console.print(table)
    return console.export_text()


def best_table() -> Table:
    folds, words = " ".join(map(shown, VALUES)), parameter_words(PARAMS)
    names = ["trial", "entity-macro-f1", "folds", "seconds", "parameters"]
    return _table(names, [("12 *", shown(0.8), folds, "1234.5", words)])


def status_table() -> Table:
    trial = TrialStatus(12, "complete", 0.8, VALUES, PARAMS)
    state = SweepState(Path("s"), "s", "entity-macro-f1", "maximize", 1, [trial])
    return status_rows(state)


@pytest.mark.parametrize("table", [best_table, status_table])
def test_tables_of_trials_fit_80_columns_without_breaking_or_losing_a_number(
    table: Callable[[], Table],
) -> None:
    text = rendered(table())
    assert max(map(len, text.splitlines())) <= 80
    words = text.split()
    for value in VALUES:
        assert shown(value) in words
    assert {"dropout=0.123,", "hidden_size=128,", "schedule=linear,"} <= set(words)
    assert "…" not in text


def test_on_a_narrow_terminal_parameters_get_the_room_of_the_folds() -> None:
    trial = TrialStatus(12, "complete", 0.8, VALUES, PARAMS)
    state = SweepState(Path("s"), "s", "loss", "minimize", 1, [trial])
    names = ["trial", "loss", "folds", "seconds", "parameters"]
    row = ("12 *", shown(0.8), "0.1 0.2", "1234.5", parameter_words(PARAMS))
    for table in (status_rows(state, is_narrow=True), _table(names, [row], is_narrow=True)):
        console = Console(width=40, file=io.StringIO(), record=True)
        console.print(table)
        words = console.export_text().split()
        assert {shown(0.8), "parameters", "dropout=0.123,"} <= set(words)


def test_a_line_feed_in_a_parameter_or_reason_begins_no_row() -> None:
    params = {"model.kind\nx": "a\nb"}
    trial = TrialStatus(12, "failed", None, [], params, reason="no\n13  complete")
    table = status_rows(SweepState(Path("s"), "s", "a\nb", "maximize", 1, [trial]))
    best = _table(["trial", "a\nb", "parameters"], [("12", "1", parameter_words(params))])
    end = TrialEnd(12, "failed", params, None, [], "no\n13  complete", 1.0, "s")
    for text in (rendered(table), rendered(best)):
        assert len(text.splitlines()) == 2
    assert "\n" not in _line(end).plain
