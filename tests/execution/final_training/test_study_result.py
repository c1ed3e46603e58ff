from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from training.core import Provenance, resolve_run_config
from training.core.io.json import checksum_of
from training.core.runs.directory import create_run
from training.core.trainer.setup import content_of
from training.errors import DataError, RunError
from training.execution.final_training import find_study, plan_final_training, read_study_result


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """A folder with two sweeps, then a run, then a damaged one, each newer than the one before."""
    for age, (name, text) in enumerate(
        [
            ("old", json.dumps({"id": "old", "status": "completed", "kind": "sweep"})),
            ("new", json.dumps({"id": "new", "status": "completed", "kind": "sweep"})),
            ("run", json.dumps({"id": "run", "status": "completed", "kind": "train"})),
            ("damaged", "{"),
        ]
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.json").write_text(text)
        os.utime(tmp_path / name / "run.json", (1e9 + age, 1e9 + age))
    return tmp_path


def test_a_study_is_named_by_path_by_name_or_as_the_latest_sweep(runs: Path) -> None:
    assert find_study(str(runs / "old"), Path("nowhere")) == runs / "old"
    assert find_study("old", runs) == runs / "old"
    assert find_study("latest", runs) == runs / "new"


@pytest.mark.parametrize("reference", ["latest", "none"])
def test_a_study_that_is_not_there_is_reported_with_those_that_are(
    reference: str, runs: Path, tmp_path: Path
) -> None:
    with pytest.raises(RunError, match=r"there is no such study.*holds no sweep"):
        find_study(reference, tmp_path / "empty")
    with pytest.raises(RunError, match=r"there is no such study.*The newest in .*: new, old\."):
        find_study("other", runs)


@pytest.mark.parametrize(
    ("noted", "key"),
    [
        ({"number": -1, "fingerprint": "a", "origin": "data"}, "test_records.number"),
        ({"number": "3", "fingerprint": "a", "origin": "data"}, "test_records.number"),
        ({"number": 3, "fingerprint": 5, "origin": "data"}, "test_records.fingerprint"),
        ({"number": 3, "fingerprint": "a", "origin": "luck"}, "test_records.origin"),
        ({"fingerprint": "a", "origin": "data"}, "test_records.number"),
        ([1], "test_records"),
    ],
)
def test_damaged_test_records_of_a_study_are_reported_by_file_and_key(
    noted: object, key: str, tmp_path: Path
) -> None:
    file = tmp_path / "best.json"
    file.write_text(json.dumps({"config": {}, "test_records": noted}))
    with pytest.raises(RunError, match=rf"best\.json: `{key}` is damaged"):
        read_study_result(file)


@pytest.mark.parametrize(
    "content",
    [
        b'{"config":' * 100_000,
        b'{"config": {}, "metric": "\\ud800"}',
        b'{"config": {}, "seed": ' + b"7" * 5000 + b"}",
        b'{"config": {}, "value": "high"}',
        b'{"config": {}, "checksum": "0"}',
        b"[]",
        b"\xff",
    ],
)
def test_a_damaged_result_of_a_study_is_one_error_with_its_file(
    content: bytes, tmp_path: Path
) -> None:
    (tmp_path / "best.json").write_bytes(content)
    with pytest.raises(RunError, match=r"best\.json: the result of the study is damaged"):
        read_study_result(tmp_path)


def test_an_edited_best_configuration_is_refused_and_one_by_hand_is_not_sealed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    facts = {"config": {"training": {"learning_rate": 0.01}}, "metric": "f1", "value": 1}
    file = tmp_path / "best.json"
    file.write_text(json.dumps({**facts, "checksum": checksum_of(facts)}))
    assert read_study_result(file).details == {"metric": "f1", "value": 1}
    assert not caplog.records
    file.write_text(file.read_text().replace("0.01", "0.02"))
    with pytest.raises(RunError, match="it was changed after it was written"):
        read_study_result(file)
    file.write_text(json.dumps(facts))
    assert read_study_result(file).details["metric"] == "f1"
    assert "is not sealed" in caplog.text


def test_data_that_changed_since_the_study_is_refused_unless_it_is_named(
    tmp_path: Path,
) -> None:
    item = {"text": "Ana Ruiz works in Turin", "annotations": [[0, 8, "NAME"]]}
    data = tmp_path / "data.jsonl"
    data.write_text(f"{json.dumps(item)}\n" * 12)
    config = resolve_run_config(overrides=[f"data.path={data}"], environ={}).config
    facts = {"data": {"fingerprint": content_of(config)}}
    sweep = create_run(tmp_path / "runs", "demo", "", Provenance("sweep"), facts)
    best = {"config": {"data": {"path": str(data)}}}
    (sweep.directory / "best.json").write_text(json.dumps(best))
    study = read_study_result(sweep.directory)
    plan_final_training(study, environ={})
    data.write_text(data.read_text().replace("Turin", "Milan", 1))
    with pytest.raises(DataError, match=r"the data has changed since the study.*--data"):
        plan_final_training(study, environ={})
    plan_final_training(study, overrides=[f"data.path={data}"], environ={})
