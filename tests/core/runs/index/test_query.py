from __future__ import annotations

import pytest

from training.core.runs.index.query import MetricBound, RunQuery, number_of, require_metric
from training.errors import RunError


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("f1>0.8", MetricBound("f1", ">", 0.8)),
        ("test.loss<=2e-1", MetricBound("test.loss", "<=", 0.2)),
        (" f1 = 1 ", MetricBound("f1", "=", 1.0)),
        ("seconds>=-3", MetricBound("seconds", ">=", -3.0)),
    ],
)
def test_a_bound_is_a_name_a_comparison_and_a_number(text: str, bound: MetricBound) -> None:
    assert MetricBound.parse(text) == bound


@pytest.mark.parametrize("text", ["", "f1", "f1>", ">0.8", "f1>high", "f1>1<2", "f1=>1"])
def test_another_form_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(RunError, match=r"is no bound on a metric: .* for example `f1>0.8`"):
        MetricBound.parse(text)


def test_a_name_alone_means_the_validation_split_and_a_column_is_a_column() -> None:
    assert number_of("f1")[1] == ('$."validation.f1"',)
    assert number_of("test.f1")[1] == ('$."test.f1"',)
    assert number_of("seconds") == ("seconds", ())


def test_what_people_write_never_becomes_part_of_the_statement() -> None:
    evil = "x'; DROP TABLE runs; --"
    query = RunQuery(kinds=(evil,), name=evil, sort=evil, bounds=(MetricBound(evil, ">", 1.0),))
    text, parameters = query.statement()
    assert "DROP" not in text
    assert text.count("?") == len(parameters)


def test_runs_that_were_killed_are_running_in_the_index_and_all_are_looked_at() -> None:
    query = RunQuery(statuses=("stopped",), limit=3)
    assert query.looks_at_processes
    _, parameters = query.statement()
    assert parameters[0] == "running"
    assert parameters[-1] == -1
    assert RunQuery(statuses=("completed",), limit=3).statement()[1][-1] == 3


def test_runs_without_the_number_sorted_by_come_last() -> None:
    assert "NULLS LAST" in RunQuery(sort="score").statement()[0]
    assert "NULLS LAST" not in RunQuery(sort="created").statement()[0]
    assert "ASC" in RunQuery(descending=False).statement()[0]


def test_a_number_that_no_run_has_is_answered_with_the_nearest() -> None:
    known = ["validation.f1", "test.loss"]
    for name in ("f1", "validation.f1", "test.loss", "seconds"):
        require_metric(name, known)
    with pytest.raises(RunError, match=r"no run has the number `loss`.*`test.loss`"):
        require_metric("loss", known)
