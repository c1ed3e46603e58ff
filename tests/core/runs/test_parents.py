from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from training.core.runs.directory import create_run
from training.core.runs.parents import config_values, parent_of, read_parents, score_of
from training.core.runs.provenance import Provenance
from training.errors import RunError

FILE = Path("/runs/a/run.json")


def test_parents_have_directories_that_can_be_opened_from_anywhere() -> None:
    values = [{"kind": "trial", "id": "t", "directory": "../t"}, {"kind": "study", "id": "s"}]
    first, second = read_parents(values, FILE, FILE.parent)
    assert (first.id, first.directory) == ("t", "/runs/a/../t")
    assert (second.directory, second.fingerprints) == (None, {})


@pytest.mark.parametrize("values", ["text", 3, {"kind": "a"}, [{"kind": "trial"}], ["t"]])
def test_what_is_no_list_of_parents_is_refused_with_its_file(values: Any) -> None:
    with pytest.raises(RunError, match=r"/runs/a/run.json: `parents` is damaged"):
        read_parents(values, FILE, FILE.parent)


def test_a_run_is_a_parent_with_its_fingerprints(tmp_path: Path) -> None:
    names = {"data_fp": "d", "spec_fp": "s", "exec_fp": "e"}
    run = create_run(tmp_path, "demo", "", Provenance("trial"), {"fingerprints": names})
    parent = parent_of(run)
    assert (parent.kind, parent.id, parent.fingerprints) == ("trial", run.id, names)
    assert parent.directory == str(run.directory)


def test_values_that_were_edited_since_the_start_are_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    deciding = {"training.epochs": 3, "seed": 1, "gone": 2}
    run = create_run(
        tmp_path, "demo", "training: {epochs: 5}\nseed: 1\n", facts={"deciding": deciding}
    )
    with caplog.at_level(logging.WARNING, "training"):
        assert config_values(run.directory) == {"training": {"epochs": 5}, "seed": 1}
    assert "edited since the run was started: `training.epochs` was 3 and is 5" in caplog.text
    assert "seed" not in caplog.text


def test_a_missing_configuration_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="the configuration of the run is missing"):
        config_values(tmp_path)


@pytest.mark.parametrize(
    ("record", "score"),
    [
        ({"score": {"metric": "f1", "value": 0.5}}, {"metric": "f1", "value": 0.5}),
        ({"metric": "loss", "value": 0.1, "best_value": 2}, {"metric": "loss", "value": 0.1}),
        ({"metric": "loss", "best_value": 0.2}, {"metric": "loss", "value": 0.2}),
        ({"metric": 3, "value": 0.1}, {}),
        ({"score": None}, {}),
    ],
)
def test_the_score_of_every_kind_of_run_is_found(
    record: dict[str, Any], score: dict[str, Any]
) -> None:
    assert score_of(record) == score
