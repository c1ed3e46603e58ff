from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.conftest import TINY, Cli
from training.core import resolve_run_config, train
from training.core.data import Dataset, Record
from training.core.runs.directory import open_run
from training.core.splits import divide


def numbers(cli: Cli, *arguments: object) -> dict[str, object]:
    told = cli("evaluate", *arguments, "--json")
    assert told.code == 0, told.err
    found: dict[str, object] = json.loads(told.out)
    return found


def test_evaluation_gives_exactly_the_numbers_of_training(
    cli: Cli, trained: SimpleNamespace
) -> None:
    for split in ("test", "validation"):
        found = numbers(cli, trained.run, "--split", split, "--device", "cpu")
        assert found["metrics"] == trained.result[split]


def test_held_out_splits_are_the_same_as_in_training(
    cli: Cli, project: Path, tmp_path: Path
) -> None:
    data = project / "data/train.jsonl"
    result = json.loads(cli("train", "--data", data, *TINY, "-o", tmp_path, "--json").out)
    assert numbers(cli, result["run"])["metrics"] == result["test"]


def test_the_environment_does_not_change_the_recorded_configuration(
    cli: Cli, trained: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAINING__DATA__PATH", "/elsewhere")
    assert numbers(cli, trained.run)["metrics"] == trained.result["test"]


def test_test_split_is_the_default(cli: Cli, trained: SimpleNamespace) -> None:
    assert numbers(cli, trained.run)["split"] == "test"


def test_runs_are_found_by_name_and_as_the_latest(cli: Cli, trained: SimpleNamespace) -> None:
    for reference in (trained.run.name, "latest"):
        found = numbers(cli, reference, "--runs", trained.runs)
        assert found["run"] == str(trained.run)


def test_another_file_is_taken_whole(cli: Cli, trained: SimpleNamespace, project: Path) -> None:
    found = numbers(cli, trained.run, "--data", project / "data/train.jsonl")
    assert found["samples"] == 16


def test_another_folder_gives_its_test_split(
    cli: Cli, trained: SimpleNamespace, project: Path
) -> None:
    found = numbers(cli, trained.run, "--data", project / "data")
    assert (found["split"], found["samples"]) == ("test", 6)


def test_reader_can_be_named(
    cli: Cli, trained: SimpleNamespace, project: Path, tmp_path: Path
) -> None:
    shutil.copy(project / "data/train.jsonl", tmp_path / "documents.txt")
    assert cli("evaluate", trained.run, "--data", tmp_path / "documents.txt").code == 2
    found = numbers(cli, trained.run, "--data", tmp_path / "documents.txt", "--reader", "jsonl")
    assert found["samples"] == 16


def test_labels_the_model_does_not_know_are_refused(
    cli: Cli, trained: SimpleNamespace, tmp_path: Path
) -> None:
    document = {"text": "Lunch in Oslo", "annotations": [[9, 13, "PLAC"]]}
    (tmp_path / "new.jsonl").write_text(json.dumps(document))
    told = cli("evaluate", trained.run, "--data", tmp_path / "new.jsonl")
    assert told.code == 2
    assert "new.jsonl:1: unknown label `PLAC`. Did you mean `PLACE`?" in told.err


def test_misspelled_split_is_corrected(cli: Cli, trained: SimpleNamespace) -> None:
    told = cli("evaluate", trained.run, "--split", "tets")
    assert told.code == 2
    assert "Did you mean `test`?" in told.err


def test_people_see_the_table_of_entities(cli: Cli, trained: SimpleNamespace) -> None:
    told = cli("evaluate", trained.run)
    assert "test split, 6 samples" in told.out
    assert "entity  precision  recall      f1  support" in told.out
    assert any(line.startswith("test  (scheme conll)  f1 ") for line in told.out.splitlines())


def test_a_device_that_does_not_exist_is_a_user_error(cli: Cli, trained: SimpleNamespace) -> None:
    for name in ("cuda:99", "gpu"):
        told = cli("evaluate", trained.run, "--device", name)
        assert told.code == 2
        assert "training.device" in told.err


def test_a_run_without_a_model_says_why_and_how_to_finish_it(
    cli: Cli, trained: SimpleNamespace, tmp_path: Path
) -> None:
    shutil.copytree(trained.run, tmp_path / "run", ignore=shutil.ignore_patterns("checkpoint"))
    open_run(str(tmp_path / "run")).update(status="interrupted")
    told = cli("evaluate", tmp_path / "run")
    assert told.code == 2
    assert "no exported model; its status is `interrupted`" in told.err
    assert f"training train --resume {tmp_path / 'run'}" in told.err


def test_a_run_that_does_not_exist_is_explained(cli: Cli, tmp_path: Path) -> None:
    told = cli("evaluate", "nothing", "--runs", tmp_path)
    assert told.code == 2
    assert "no run here" in told.err


@pytest.mark.parametrize("key", ["labels", "spans", "label", "entities"])
def test_texts_whose_spans_stand_elsewhere_are_not_scored_as_texts_without_entities(
    cli: Cli, trained: SimpleNamespace, tmp_path: Path, key: str
) -> None:
    path = tmp_path / "other.jsonl"
    path.write_text(json.dumps({"text": "Tom waits", key: [[0, 3, "NAME"]]}) + "\n")
    refused = cli("evaluate", trained.run, "--data", path)
    assert refused.code == 2
    assert f"{path}:1: the document has no `annotations`" in refused.err
    assert f"`{key}`" in refused.err


@pytest.fixture
def held_out(cli: Cli, project: Path, tmp_path: Path) -> Path:
    """A run on a copy of one file, of which validation and test split were held out."""
    shutil.copy(project / "data/train.jsonl", tmp_path / "own.jsonl")
    told = cli("train", "--data", tmp_path / "own.jsonl", *TINY, "-o", tmp_path / "runs", "--json")
    return Path(json.loads(told.out)["run"])


def refusal(cli: Cli, run: Path, *arguments: object) -> str:
    told = cli("evaluate", run, *arguments)
    assert (told.code, told.out) == (2, "")
    assert "is not the one of this run" in told.err
    assert "--data FILE" in told.err
    return told.err


def test_splits_that_are_held_out_in_another_way_than_in_training_are_not_scored(
    cli: Cli, held_out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(divide, "_strata", lambda task, records: [()] * len(records))
    for split in ("test", "validation"):
        assert "held out in another way" in refusal(cli, held_out, "--split", split)
    data = held_out.parents[1] / "own.jsonl"
    assert numbers(cli, held_out, "--data", data)["samples"] == 16


def test_a_file_that_grew_since_training_holds_other_records_out_and_is_not_scored(
    cli: Cli, held_out: Path
) -> None:
    data = held_out.parents[1] / "own.jsonl"
    data.write_text(data.read_text() + data.read_text().splitlines()[0] + "\n")
    assert "the data has changed since" in refusal(cli, held_out)


def test_a_run_that_did_not_record_what_was_held_out_is_not_scored_on_it(
    cli: Cli, held_out: Path, trained: SimpleNamespace, tmp_path: Path
) -> None:
    for source in (held_out, trained.run):
        copy = shutil.copytree(source, tmp_path / "old" / source.name)
        record = json.loads((copy / "run.json").read_text())
        del record["split"]
        (copy / "run.json").write_text(json.dumps(record))
    assert "earlier version" in refusal(cli, tmp_path / "old" / held_out.name)
    brought = numbers(cli, tmp_path / "old" / trained.run.name)
    assert (brought["metrics"], brought["remark"]) == (trained.result["test"], "")


def test_a_split_of_the_data_is_scored_although_others_have_changed_and_that_is_said(
    cli: Cli, project: Path, tmp_path: Path
) -> None:
    data = shutil.copytree(project / "data", tmp_path / "data")
    told = cli("train", "--data", data, *TINY, "-o", tmp_path / "runs", "--json")
    result = json.loads(told.out)
    train_file = data / "train.jsonl"
    train_file.write_text(train_file.read_text() + train_file.read_text().splitlines()[0] + "\n")
    found = numbers(cli, result["run"])
    assert found["metrics"] == result["test"]
    assert "The data has changed since the run was made" in str(found["remark"])


def test_a_model_of_records_in_memory_is_not_scored_on_the_data_that_its_section_names(
    cli: Cli, tmp_path: Path
) -> None:
    item = {"text": "Ana works", "annotations": [[0, 3, "PERSON"]]}
    records = [Record(item, f"item {number}") for number in range(8)]
    given = [one.removeprefix("--set=") for one in TINY]
    config = resolve_run_config(overrides=[*given, f"output_dir={tmp_path}"], environ={}).config
    run = train(config, dataset=Dataset(records)).run
    assert "put together in memory" in refusal(cli, run.directory)


def test_a_score_on_records_that_the_starting_weights_saw_is_not_shown_as_honest(
    cli: Cli, held_out: Path, tmp_path: Path
) -> None:
    start = f"--set=training.checkpoint.source_path={held_out / 'checkpoint'}"
    data = tmp_path / "own.jsonl"
    told = cli("train", "--data", data, *TINY, "--seed", 7, start, "-o", tmp_path, "--json")
    run = json.loads(told.out)["run"]
    assert "no honest score of validation and test" in " ".join(told.err.split())
    for split in ("validation", "test"):
        remark = str(numbers(cli, run, "--split", split)["remark"])
        assert remark.startswith(f"No honest score of the {split} split")
        assert held_out.name in remark
    assert "No honest score" in " ".join(cli("evaluate", run).out.split())
