from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("mlflow")

from training.execution.trackers.mlflow.run_search import (
    newest_runs_named_like,
    quoted,
    runs_named,
    runs_tagged,
)


@pytest.fixture
def experiment(store: Any, request: pytest.FixtureRequest) -> str:
    return str(store.create_experiment(request.node.name))


def made(store: Any, experiment: str, name: str, start: int, **tags: str) -> str:
    run = store.create_run(experiment, start_time=start, run_name=name, tags=tags)
    return str(run.info.run_id)


def test_runs_are_found_by_name_and_tag_the_oldest_first(store: Any, experiment: str) -> None:
    late = made(store, experiment, "demo", 2, kind="a")
    early = made(store, experiment, "demo", 1, kind="a")
    made(store, experiment, "other", 3, kind="b")
    assert [run.info.run_id for run in runs_named(store, experiment, "demo")] == [early, late]
    tagged = runs_tagged(store, experiment, "kind", "a")
    assert [run.info.run_id for run in tagged] == [early, late]


def test_names_that_begin_alike_come_newest_first(store: Any, experiment: str) -> None:
    names = ("demo", "demo-2", "de")
    ids = {name: made(store, experiment, name, at) for at, name in enumerate(names, 1)}
    found = [run.info.run_id for run in newest_runs_named_like(store, experiment, "demo")]
    assert found == [ids["demo-2"], ids["demo"]]


@pytest.mark.parametrize("name", ["it's", 'a "b"', "a%b"])
def test_a_name_with_quotes_is_found(store: Any, experiment: str, name: str) -> None:
    run = made(store, experiment, name, 1)
    assert [one.info.run_id for one in runs_named(store, experiment, name)] == [run]


def test_a_text_is_quoted_by_the_sign_it_does_not_hold() -> None:
    assert (quoted("it's"), quoted('a "b"')) == ('"it\'s"', "'a \"b\"'")
