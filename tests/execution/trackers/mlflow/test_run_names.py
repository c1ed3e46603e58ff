from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("mlflow")

from training.execution.trackers.mlflow.run_names import claim_run_name


@pytest.fixture
def experiment(store: Any, request: pytest.FixtureRequest) -> str:
    return str(store.create_experiment(request.node.name))


def claimed(store: Any, experiment: str, base: str) -> str:
    run = store.create_run(experiment, run_name="unnamed")
    name = claim_run_name(store, experiment, run.info.run_id, base)
    assert store.get_run(run.info.run_id).info.run_name == name
    return name


def test_a_name_that_is_taken_gets_the_next_number(store: Any, experiment: str) -> None:
    assert [claimed(store, experiment, "demo") for _ in range(3)] == ["demo", "demo-2", "demo-3"]


def test_other_names_that_begin_alike_do_not_count(store: Any, experiment: str) -> None:
    for name in ("demo-x", "demon", "demo-2-b"):
        store.create_run(experiment, run_name=name)
    assert claimed(store, experiment, "demo") == "demo"
    store.create_run(experiment, run_name="demo-9")
    assert claimed(store, experiment, "demo") == "demo-10"


def test_a_run_that_claims_its_own_name_again_keeps_it(store: Any, experiment: str) -> None:
    run = store.create_run(experiment, run_name="demo")
    assert claim_run_name(store, experiment, run.info.run_id, "demo") == "demo"


def test_signs_of_patterns_in_a_name_mean_themselves(store: Any, experiment: str) -> None:
    store.create_run(experiment, run_name="aXb")
    assert claimed(store, experiment, "a.b") == "a.b"
    assert claimed(store, experiment, "a.b") == "a.b-2"
