from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.core import load_model, resolve_run_config, train
from training.core.checkpoint_loader import validate_checkpoint
from training.core.data import Dataset, Record
from training.core.export.seal import examine_model, seal_run, verify_model
from training.core.io.json import sealed
from training.core.runs.directory import Run, open_run
from training.core.trainer.initial_weights import load_initial_weights
from training.errors import ConfigError, RunError

SMALL = ["model.hidden_size=8", "model.rows=64", "training.epochs=1", "training.threads=1"]
ITEM = {"text": "Ana Ruiz works in Turin", "annotations": [[0, 8, "NAME"], [18, 23, "PLACE"]]}
DATA = Dataset([Record(ITEM, f"item {number}") for number in range(8)])


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    config = resolve_run_config(overrides=[*SMALL, f"output_dir={folder}"], environ={}).config
    return train(config, dataset=DATA).run.directory


@pytest.fixture
def run(finished: Path, tmp_path: Path) -> Run:
    return open_run(str(shutil.copytree(finished, tmp_path / "run")))


def flip(path: Path, position: int = -1) -> None:
    content = bytearray(path.read_bytes())
    content[position] ^= 1
    path.write_bytes(bytes(content))


def flip_weight(model: Path) -> None:
    flip(model / "model.safetensors")


def swap_labels(model: Path) -> None:
    path = model / "config.json"
    text = path.read_text(encoding="utf-8")
    swapped = text.replace("NAME", "?").replace("PLACE", "NAME").replace("?", "PLACE")
    assert swapped != text
    path.write_text(swapped, encoding="utf-8")


def lose_weights(model: Path) -> None:
    (model / "model.safetensors").unlink()


def lose_manifest(model: Path) -> None:
    (model / "manifest.json").unlink()


def flip_manifest(model: Path) -> None:
    flip(model / "manifest.json", 30)


def exchange(model: Path) -> None:
    """Put another whole model in its place, sealed by its own manifest."""
    config = resolve_run_config(
        overrides=[*SMALL, "seed=7", f"output_dir={model.parent / 'other'}"], environ={}
    ).config
    other = train(config, dataset=DATA).run.checkpoint
    shutil.rmtree(model)
    shutil.copytree(other, model)


@pytest.mark.parametrize(
    "damage", [flip_weight, swap_labels, lose_weights, lose_manifest, flip_manifest, exchange]
)
def test_a_damaged_or_exchanged_model_is_never_loaded(
    run: Run, damage: Callable[[Path], None]
) -> None:
    damage(run.checkpoint)
    assert examine_model(run.checkpoint).status == "damaged"
    with pytest.raises(RunError, match="the exported model is not as it was written"):
        load_model(run.checkpoint)
    assert not validate_checkpoint(run.checkpoint)


def test_training_starts_from_no_damaged_weights(run: Run) -> None:
    _, task_model = load_model(run.checkpoint)
    flip_weight(run.checkpoint)
    with pytest.raises(ConfigError, match=r"source_path: .*model\.safetensors does not agree"):
        load_initial_weights(task_model.model, run.checkpoint)


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_any_changed_byte_of_any_file_is_noticed(finished: Path, data: st.DataObject) -> None:
    names = sorted(path.name for path in (finished / "checkpoint").iterdir())
    path = finished / "checkpoint" / data.draw(st.sampled_from(names))
    content = path.read_bytes()
    position = data.draw(st.integers(0, len(content) - 1))
    try:
        flip(path, position)
        assert examine_model(finished / "checkpoint").status in ("damaged", "newer")
    finally:
        path.write_bytes(content)


def test_a_model_apart_from_its_run_is_verified_by_its_own_manifest(
    run: Run, tmp_path: Path
) -> None:
    moved = shutil.copytree(run.checkpoint, tmp_path / "elsewhere/model")
    load_model(moved)
    flip_weight(moved)
    with pytest.raises(RunError, match="does not agree with its SHA-256"):
        load_model(moved)


def as_older_versions_left_it(run: Run) -> Run:
    lose_manifest(run.checkpoint)
    record = {key: value for key, value in run.record.items() if key != "model"}
    (run.directory / "run.json").write_text(json.dumps(record))
    return open_run(str(run.directory))


def test_a_model_of_an_older_version_is_loaded_with_a_warning_until_it_is_sealed(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    older = as_older_versions_left_it(run)
    load_model(older.checkpoint)
    assert "it has no manifest.json" in caplog.text
    assert "training doctor --seal" in caplog.text
    caplog.clear()
    seal_run(older)
    load_model(older.checkpoint)
    assert not caplog.text
    flip_weight(older.checkpoint)
    with pytest.raises(RunError):
        verify_model(older.checkpoint)


def test_a_damaged_model_is_not_sealed_as_if_it_were_good(run: Run) -> None:
    lose_manifest(run.checkpoint)
    seal_run(run)
    assert examine_model(run.checkpoint).status == "damaged"


def test_a_file_that_was_put_beside_the_model_is_named(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    (run.checkpoint / "added_tokens.json").write_text("{}")
    load_model(run.checkpoint)
    assert "added_tokens.json: this file was not exported with the model" in caplog.text


def test_a_manifest_of_a_newer_version_asks_for_an_upgrade(run: Run, tmp_path: Path) -> None:
    from training.core.io.json import sealed

    model = shutil.copytree(run.checkpoint, tmp_path / "model")
    (model / "manifest.json").write_bytes(sealed({"format": 99, "files": {}}))
    with pytest.raises(RunError, match=r"format 99.*Upgrade training-core"):
        load_model(model)


def test_a_manifest_that_names_a_file_outside_of_the_model_is_refused(run: Run) -> None:
    other = run.directory / "run.json"
    content = json.loads((run.checkpoint / "manifest.json").read_text())
    sum_of = {"size": other.stat().st_size, "sha256": sha256(other.read_bytes()).hexdigest()}
    for name in ("../run.json", str(other)):
        files = {**content["files"], name: sum_of}
        (run.checkpoint / "manifest.json").write_bytes(sealed({"format": 1, "files": files}))
        other.write_text(json.dumps({**run.record, "model": None}))
        found = examine_model(run.checkpoint)
        assert (found.status, "is not in its folder" in found.problem) == ("damaged", True)
