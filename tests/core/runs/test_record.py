"""The checksum of the record of a run, and whether record and configuration belong together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from training.config.dump import recorded_yaml
from training.core import resolve_run_config
from training.core.runs.directory import Run, create_run, go_on, open_run, start_run
from training.core.runs.fingerprints import spec_fingerprint
from training.core.runs.record import is_sealed, read_record, record_problem, recorded_model
from training.core.runs.same_spec import recorded_values, require_same_spec, run_config_of
from training.errors import RunError


def edited(run: Run, **values: Any) -> None:
    path = run.directory / "run.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}, indent=1))


def test_a_record_that_nobody_edited_agrees_with_its_checksum_after_every_update(
    tmp_path: Path,
) -> None:
    run = create_run(tmp_path, "demo", "", facts={"details": {1: (0.1, float("nan")), "ü": -0.0}})
    for number in range(3):
        run.update(steps=number)
        assert record_problem(read_record(run.directory)) is None
    assert is_sealed(run.directory)
    edited(run)
    assert record_problem(read_record(run.directory)) is None


@pytest.mark.parametrize(
    "change", [{"value": 0.99}, {"model": None}, {"checksum": None}, {"checksum": "0"}]
)
def test_an_edited_record_is_noticed_and_no_later_update_hides_it(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    run = create_run(tmp_path, "demo", "", facts={"value": 0.5, "model": {"manifest": "a"}})
    edited(run, **change)
    go_on(open_run(str(run.directory)))
    open_run(str(run.directory)).update(status="completed")
    assert "does not agree with its checksum" in str(record_problem(read_record(run.directory)))


def test_a_record_of_an_older_version_has_no_checksum_and_no_problem(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"id": "old", "status": "completed"}')
    assert record_problem(read_record(tmp_path)) is None
    assert not is_sealed(tmp_path)


def unfinished(folder: Path, *without: str) -> Run:
    config = resolve_run_config(overrides=["training.learning_rate=0.01"], environ={}).config
    facts = {
        "deciding": recorded_values(config),
        "fingerprints": {"data_fp": "d", "spec_fp": spec_fingerprint(config, "d")},
    }
    kept = {key: value for key, value in facts.items() if key not in without}
    return create_run(folder, "demo", recorded_yaml(config), facts=kept)


@pytest.mark.parametrize("way", ["the key is removed", "both files are edited"])
def test_a_configuration_with_another_fingerprint_than_the_record_is_refused(
    tmp_path: Path, way: str
) -> None:
    run = unfinished(tmp_path, *(["deciding"] if way == "the key is removed" else []))
    run_config_of(run.directory)
    file = run.directory / "config.yaml"
    file.write_text(file.read_text().replace("learning_rate: 0.01", "learning_rate: 0.5"))
    if way == "both files are edited":
        deciding = {**run.record["deciding"], "training.learning_rate": 0.5}
        edited(run, deciding=deciding)
    config = resolve_run_config(overrides=["training.learning_rate=0.5"], environ={}).config
    for refused in (
        lambda: run_config_of(run.directory),
        lambda: require_same_spec(run.directory, config),
    ):
        with pytest.raises(RunError, match="do not belong together"):
            refused()


def test_a_run_of_a_version_that_knew_fewer_keys_is_still_its_own(tmp_path: Path) -> None:
    run = unfinished(tmp_path)
    config = run_config_of(run.directory)
    keys = [key for key in run.record["deciding"] if key != "training.learning_rate"]
    known = {key: run.record["deciding"][key] for key in keys}
    spec_fp = spec_fingerprint(config, "d", keys)
    run.update(deciding=known, fingerprints={"data_fp": "d", "spec_fp": spec_fp})
    require_same_spec(run.directory, config)


def test_only_the_exported_model_of_a_run_has_the_checksum_of_its_record(tmp_path: Path) -> None:
    with_model, without = tmp_path / "with", tmp_path / "without"
    for folder, facts in ((with_model, {"model": {"manifest": "a"}}), (without, {})):
        folder.mkdir()
        start_run(folder, "", facts=facts)
    assert recorded_model(with_model / "checkpoint") == "a"
    assert recorded_model(with_model / "checkpoints") is None
    assert recorded_model(without / "checkpoint") is None
    assert recorded_model(tmp_path / "nowhere" / "checkpoint") is None
