"""Runs record their splits, and splits made again are compared with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from training.config import RunConfig
from training.core.data.dataset import Dataset, Record
from training.core.data.read import read_records
from training.core.run_config.resolve import resolve_run_config
from training.core.splits import divide
from training.core.splits.divide import divide_records
from training.core.splits.split_record import (
    SPLIT,
    SplitRecord,
    noted_split,
    split_record_of,
    why_not_held_out,
)
from training.core.tasks.build import build_task
from training.core.trainer import setup
from training.core.trainer.data import shared_data
from training.core.trainer.data.shared_data import SharedData
from training.core.trainer.observers.observer import Observer, Step
from training.core.trainer.setup import split_in_data
from training.core.trainer.train import train
from training.errors import RunError

TINY = ["model.hidden_size=8", "model.rows=64", "training.epochs=1", "training.threads=1"]
NAMES = ("Anna", "Bert", "Cora", "Dora")


def sentence(number: int) -> dict[str, Any]:
    label = "ABC"[number % 3]
    return {"text": f"{NAMES[number % 4]} sings song {number}", "annotations": [[0, 4, label]]}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "songs.jsonl"
    path.write_text("".join(json.dumps(sentence(number)) + "\n" for number in range(30)))
    return path


def config_of(data: Path, *changes: str) -> RunConfig:
    given = [*TINY, f"data.path={data}", f"output_dir={data.parent}/runs", *changes]
    return resolve_run_config(overrides=given, environ={}).config


@pytest.fixture
def by_chance(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Hold records out as an earlier version did: by chance, under another name in the cache."""

    def use() -> None:
        monkeypatch.setattr(divide, "_strata", lambda task, records: [()] * len(records))
        monkeypatch.setattr(setup, "SPLITTING", 1)

    return use


def test_a_run_records_its_splits_the_same_when_its_encoded_data_is_found(data: Path) -> None:
    config = config_of(data)
    first, second = (noted_split(train(config).run.record, "here") for _ in range(2))
    assert first is not None
    assert first == second == split_in_data(config)
    assert (first.held_out, first.origin) == (["validation", "test"], "data")


@pytest.mark.parametrize("change", ["seed=7", "data.validation_fraction=0.2", "data.test_seed=3"])
def test_other_splits_of_the_same_data_have_another_fingerprint(data: Path, change: str) -> None:
    assert not split_in_data(config_of(data)).is_same(split_in_data(config_of(data, change)))


def test_the_way_of_holding_out_decides_and_not_the_place(data: Path, by_chance: Any) -> None:
    before = split_in_data(config_of(data))
    (data.parent / "moved").mkdir()
    moved = data.rename(data.parent / "moved" / data.name)
    assert split_in_data(config_of(moved)) == before
    by_chance()
    assert not split_in_data(config_of(moved)).is_same(before)


def test_a_record_that_changed_changes_the_fingerprint(data: Path) -> None:
    before = split_in_data(config_of(data))
    data.write_text(data.read_text().replace("song 29", "song 99"))
    assert not split_in_data(config_of(data)).is_same(before)


def test_items_of_nested_parts_are_reported_by_their_place_in_the_data(data: Path) -> None:
    config = config_of(data, "data.test_seed=3")
    divided = divide_records(config, build_task(config), read_records(config.data))
    records = divided.records
    assert divided.held_out == ("validation", "test")
    flat = divide.SplitDataset(
        Dataset(records.train, *map(_flat(config), (records.validation, records.test))),
        divided.held_out,
    )
    assert split_record_of(divided, "content") == split_record_of(flat, "content")


def _flat(config: RunConfig) -> Any:
    """Return what makes a part of the whole training split of a part of a part."""
    from training.core.data.views import Part

    whole = read_records(config.data).train
    places = {record.place: position for position, record in enumerate(whole)}
    return lambda items: Part(whole, [places[record.place] for record in items])


def test_a_resume_that_would_hold_other_records_out_is_refused(data: Path, by_chance: Any) -> None:
    class Interrupt(Observer):
        def on_step_end(self, step: Step) -> None:
            raise KeyboardInterrupt

    config = config_of(data)
    with pytest.raises(KeyboardInterrupt):
        train(config, [Interrupt()])
    (directory,) = (path.parent for path in (data.parent / "runs").glob("*/run.json"))
    by_chance()
    with pytest.raises(RunError, match="other records of the same data are held out") as refused:
        train(config, directory=directory)
    assert "start a new run" in str(refused.value)


@pytest.mark.parametrize(
    ("expected", "found", "is_doubtful"),
    [
        (("a", [], "data"), ("b", [], "data"), False),
        (("a", ["test"], "data"), ("a", ["test"], "data"), False),
        (("a", ["test"], "data"), ("b", ["test"], "data"), True),
        (("a", [], "memory"), ("b", [], "data"), True),
        (("a", [], "part"), ("b", [], "data"), True),
        (("a", ["test"], "data"), ("b", [], "data"), True),
        (None, ("b", ["test"], "data"), True),
        (None, ("b", [], "data"), False),
    ],
)
def test_only_splits_that_the_data_has_are_trusted_without_proof(
    expected: Any, found: Any, is_doubtful: bool
) -> None:
    def split(values: Any) -> SplitRecord:
        fingerprint, held_out, origin = values
        return SplitRecord(fingerprint=fingerprint, held_out=held_out, origin=origin)

    record = {} if expected is None else {SPLIT: split(expected).model_dump()}
    assert bool(why_not_held_out(record, "run.json", split(found))) is is_doubtful


def test_an_old_refit_is_not_trusted_on_the_validation_split_of_its_data() -> None:
    found = SplitRecord(fingerprint="a", held_out=[], origin="data")
    assert why_not_held_out({"kind": "refit"}, "run.json", found)
    assert not why_not_held_out({"kind": "train"}, "run.json", found)


@pytest.mark.parametrize("noted", ["x", {"fingerprint": 3}, {"held_out": []}, []])
def test_a_damaged_record_of_splits_is_named(noted: Any) -> None:
    with pytest.raises(RunError, match=r"run\.json: `split.* is damaged"):
        noted_split({SPLIT: noted}, "run.json")


def test_remarks_on_the_data_are_logged_once_when_its_encoding_is_found_too(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lines = data.read_text().splitlines()
    lines[4] = json.dumps({"text": "Bert-Jan sings", "annotations": [[0, 4, "ONCE"]]})
    data.write_text("\n".join(lines) + "\n")
    told = []
    caplog.set_level("INFO", "training")
    for _ in range(2):
        caplog.clear()
        train(config_of(data))
        told.append([one.getMessage() for one in caplog.records if one.name == "training"])
    for messages in told:
        assert sum("splits every text at signs" in one for one in messages) == 1
        assert sum("`ONCE` (1)" in one and "validation" in one for one in messages) == 1
        assert sum("held out 3 for validation" in one for one in messages) == 1


def test_encodings_of_sweeps_are_named_by_the_way_of_holding_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = resolve_run_config(overrides=TINY, environ={}).config
    records = [Record(sentence(number), f"item {number}") for number in range(6)]
    names = []
    for splitting in (2, 3):
        monkeypatch.setattr(shared_data, "SPLITTING", splitting)
        part = SharedData(lambda: records, "x", "memory", tmp_path).part([0, 1, 2, 3], [4, 5])
        encoded, _ = part.data_and_task_model(config, build_task(config))
        assert encoded.notes[SPLIT]["origin"] == "part"
        names.append(len([path for path in tmp_path.iterdir() if not path.name.startswith(".")]))
    assert names == [1, 2]
