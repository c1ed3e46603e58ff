from __future__ import annotations

import sys
from pathlib import Path

import pytest

from training.core import resolve_run_config, train
from training.core.data import Dataset, Record
from training.errors import ConfigError, MissingExtraError
from training.execution.trackers.mlflow.numbers import allowed_key
from training.execution.trackers.mlflow.options import MlflowOptions
from training.execution.trackers.mlflow.parameters import LONGEST_VALUE, parameters_of
from training.execution.trackers.mlflow.tracker import MlflowTracker

CHOSEN = "logging.trackers=[mlflow]"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("tracking_uri='http://me:t0psecret@host'", "it holds credentials"),
        ("run_name=<nme>", r"it names <nme>, and only these are known: <name>, <kind>"),
        ("files=[../other]", "is not a path within the run directory"),
        ("files=[/etc/passwd]", "is not a path within the run directory"),
    ],
)
def test_what_cannot_be_right_is_refused_before_training(value: str, reason: str) -> None:
    with pytest.raises(ConfigError, match=reason) as caught:
        resolve_run_config(overrides=[CHOSEN, f"logging.mlflow.{value}"], environ={})
    assert "t0psecret" not in str(caught.value)


@pytest.mark.usefixtures("_no_mlflow_settings")
def test_what_is_not_given_is_taken_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    options = MlflowOptions()
    assert options.address() == f"sqlite:///{tmp_path}/mlflow.db"
    assert options.experiment_name() == "training"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://me:pass@host:5000")
    monkeypatch.setenv("MLFLOW_EXPERIMENT_NAME", "theirs")
    assert options.address() == "http://me:pass@host:5000"
    assert MlflowOptions(tracking_uri="http://host:5000").address() == "http://me:pass@host:5000"
    assert MlflowOptions(tracking_uri="http://other:5000").address() == "http://other:5000"
    recorded = MlflowTracker.recorded(options)
    assert recorded["tracking_uri"] == "http://host:5000"
    again = MlflowTracker.destination(MlflowOptions.model_validate(dict(recorded)))
    assert again == MlflowTracker.destination(options)
    assert "pass" not in repr(again)


def test_a_store_without_a_server_is_given_the_time_to_be_made() -> None:
    local, server = (
        MlflowOptions(tracking_uri="sqlite:///a.db"),
        MlflowOptions(tracking_uri="http://a"),
    )
    assert local.patience() > server.patience()
    assert MlflowOptions(wait_seconds=0.5).patience() == 0.5


def test_without_the_package_the_extra_is_named_before_anything_is_made(
    tiny: list[str], dataset: Dataset[Record], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "mlflow", None)
    config = resolve_run_config(overrides=[*tiny, CHOSEN], environ={}).config
    with pytest.raises(MissingExtraError, match=r"training-execution\[mlflow\]"):
        train(config, dataset=dataset)
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("key", "allowed"),
    [
        ("validation/per_entity/B&B/f1", "validation/per_entity/B_B-13fe5068/f1"),
        ("a/../b", "a/.._-5ec1f7e7/b"),
        ("läuft/ß", "läuft/ß"),
        ("x" * 300, "x" * 241 + "-0d4e2ca9"),
        ("training.learning_rates.*crf*", "training.learning_rates._crf_-8ac697d3"),
    ],
)
def test_keys_become_such_as_mlflow_takes(key: str, allowed: str) -> None:
    assert allowed_key(key) == allowed


def test_long_parameters_are_cut_and_lists_are_json() -> None:
    short, long = parameters_of({"labels": ["A", "B"], "text": "x" * 7000})
    assert short.value == '["A", "B"]'
    assert len(long.value) == LONGEST_VALUE
    assert long.value.endswith("x…")
