from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from training.errors import RunError
from training.execution.final_training import find_study
from training.execution.final_training import read_study_result


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
def test_a_study_that_is_not_there_is_told_with_those_that_are(
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
def test_damaged_test_records_of_a_study_are_told_by_file_and_key(
    noted: object, key: str, tmp_path: Path
) -> None:
    file = tmp_path / "best.json"
    file.write_text(json.dumps({"config": {}, "test_records": noted}))
    with pytest.raises(RunError, match=rf"best\.json: `{key}` is damaged"):
        read_study_result(file)
