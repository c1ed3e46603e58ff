from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from tests.execution.related_runs import ITEM, TINY, Trained
from training.core import Provenance, resolve_run_config, train
from training.core.data import Dataset, Record
from training.core.runs.directory import create_run, open_run
from training.core.runs.parents import parents_in
from training.core.splits import divide
from training.errors import ConfigError, RunError
from training.execution.comparison.reproduce import reproduce, reproduction_config


def test_the_same_bytes_come_out_and_the_hashes_are_those_of_the_files(
    trained: Trained, tmp_path: Path
) -> None:
    config = reproduction_config(trained.first, tmp_path)
    found = reproduce(trained.first, config)
    assert found.is_equal
    weights = (found.training.run.checkpoint / "model.safetensors").read_bytes()
    assert found.hashes["weights"][1] == hashlib.sha256(weights).hexdigest()
    assert [one.id for one in parents_in(found.training.run)] == [trained.first.id]


def test_a_run_that_cannot_be_repeated_exactly_differs_and_says_where(
    trained: Trained, tmp_path: Path
) -> None:
    shutil.copytree(trained.first.directory, tmp_path / "old")
    old = open_run(str(tmp_path / "old"))
    environment = json.loads(json.dumps(old.record["environment"]))
    environment["packages"]["torch"] = "1.0.0"
    old.update(environment=environment)
    lines = (old.directory / "metrics.jsonl").read_text().splitlines()
    last = {**json.loads(lines[-1]), "loss": 9.0}
    (old.directory / "metrics.jsonl").write_text("\n".join([*lines[:-1], json.dumps(last)]) + "\n")
    found = reproduce(old, reproduction_config(old, tmp_path / "again"))
    assert not found.is_equal
    assert found.hashes["weights"][0] == found.hashes["weights"][1]
    assert found.difference.environment["packages.torch"][0] == "1.0.0"
    assert found.difference.line is not None
    assert found.difference.line["split"] == last["split"]


def test_changed_data_is_refused_before_anything_is_trained(
    trained: Trained, tmp_path: Path
) -> None:
    before = trained.data.read_text()
    trained.data.write_text(before + json.dumps(ITEM) + "\n")
    try:
        with pytest.raises(RunError, match="the data has changed"):
            reproduce(trained.first, reproduction_config(trained.first, tmp_path / "new"))
    finally:
        trained.data.write_text(before)
    assert not (tmp_path / "new").exists()


def test_records_that_were_in_memory_cannot_be_read_again(tmp_path: Path) -> None:
    records = Dataset([Record(ITEM, f"item {number}") for number in range(8)])
    config = resolve_run_config(overrides=[*TINY, f"output_dir={tmp_path}"], environ={}).config
    run = train(config, dataset=records).run
    with pytest.raises(ConfigError, match="records in memory"):
        reproduce(run, reproduction_config(run, None))


@pytest.mark.parametrize(
    ("kind", "status", "message"),
    [
        ("train", "failed", "only a completed one"),
        ("train", "running", "has status `stopped`"),
        ("fold", "completed", "kind `fold`"),
        ("refit", "completed", "kind `refit`"),
    ],
)
def test_what_cannot_be_reproduced_is_refused(
    tmp_path: Path, kind: str, status: str, message: str
) -> None:
    run = create_run(tmp_path, "run", "", Provenance(kind))  # type: ignore[arg-type]
    run.update(status=status)
    with pytest.raises(RunError, match=message):
        reproduction_config(run, None)


def test_other_held_out_records_are_refused_before_anything_is_trained(
    trained: Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(divide, "_strata", lambda task, records: [()] * len(records))
    with pytest.raises(RunError, match="other records of the same data are held out"):
        reproduce(trained.first, reproduction_config(trained.first, tmp_path / "new"))
    assert not (tmp_path / "new").exists()


def test_it_is_said_that_a_run_did_not_record_what_was_held_out(
    trained: Trained, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copytree(trained.first.directory, tmp_path / "old")
    old = open_run(str(tmp_path / "old"))
    del old.record["split"]
    old.update()
    assert reproduce(old, reproduction_config(old, tmp_path / "again")).is_equal
    assert "does not say which records were held out" in caplog.text
