from __future__ import annotations

from typing import Any

import pytest

from training.errors import RunError

pytest.importorskip("mlflow")

from training.execution.trackers.mlflow.experiments import experiment_id_of


def test_an_experiment_is_made_once(store: Any) -> None:
    made = experiment_id_of(store, "demo")
    assert experiment_id_of(store, "demo") == made
    assert experiment_id_of(store, "other") != made


def test_an_experiment_that_was_deleted_is_not_made_again(store: Any) -> None:
    store.delete_experiment(experiment_id_of(store, "gone"))
    with pytest.raises(RunError, match=r"`gone` was deleted.*`logging\.mlflow\.experiment`"):
        experiment_id_of(store, "gone")
