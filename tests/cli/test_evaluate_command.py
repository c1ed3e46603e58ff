from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from training.core.runs import open_run

from .conftest import TINY
from .conftest import Cli


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


def test_misspelt_split_is_corrected(cli: Cli, trained: SimpleNamespace) -> None:
    told = cli("evaluate", trained.run, "--split", "tets")
    assert told.code == 2
    assert "Did you mean `test`?" in told.err


def test_people_see_the_table_of_entities(cli: Cli, trained: SimpleNamespace) -> None:
    told = cli("evaluate", trained.run)
    assert "test split, 6 samples" in told.out
    assert "entity  precision  recall      f1  support" in told.out
    assert told.out.splitlines()[-1].startswith("test  (scheme conll)  f1 ")


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
