from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import TINY, Cli, run_process
from training.core.data import Record, parse_document


def test_starter_project_trains_at_once(cli: Cli, tmp_path: Path) -> None:
    assert cli("init", tmp_path / "mine").code == 0
    done = run_process("train", "experiment.yaml", *TINY, "--json", cwd=tmp_path / "mine")
    assert done.code == 0, done.err
    assert (tmp_path / "mine" / json.loads(done.out)["run"] / "checkpoint").is_dir()


def test_starter_project_holds_sound_documents_that_cover_each_label(
    cli: Cli, tmp_path: Path
) -> None:
    cli("init", tmp_path)
    for name in ("train", "validation"):
        lines = (tmp_path / "data" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        documents = [parse_document(Record(json.loads(line), name)) for line in lines]
        assert {span.label for one in documents for span in one.spans} == {
            "PERSON",
            "PLACE",
            "TIME",
        }


def test_starter_project_explains_itself(cli: Cli, tmp_path: Path) -> None:
    told = cli("init", tmp_path)
    for name in ("README.md", "experiment.yaml", "model/bilstm.yaml", "data/train.jsonl"):
        assert (tmp_path / name).is_file()
        assert name in told.out
    assert (tmp_path / "experiment.yaml").read_text().count("#") > 10
    assert "training train experiment.yaml" in told.out


def test_existing_files_are_never_overwritten(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    told = cli("init", tmp_path)
    assert told.code == 2
    assert str(tmp_path / "README.md") in told.err
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]
    assert (tmp_path / "README.md").read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_a_user_error(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = cli("init", tmp_path / "file" / "project")
    assert told.code == 2
    assert "cannot be written here" in told.err
