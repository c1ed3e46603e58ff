from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from tests.cli.conftest import TINY, Cli, run_process
from training.core.checkpoints import CheckpointStore, Snapshot
from training.core.runs.directory import CHECKPOINTS, create_run
from training.core.runs.history import history_mark


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """An unfinished run with three good checkpoints."""
    created = create_run(tmp_path / "runs", "demo", "name: demo\n")
    store = CheckpointStore(created.directory / CHECKPOINTS, created.id, keep_last=3)
    for step in (10, 20, 30):
        store.save(Snapshot(step, {"model": {"weight": torch.ones(100_000)}}, {"epoch": 1}))
    return created.directory


def truncate(run: Path, step: int, name: str) -> None:
    path = run / CHECKPOINTS / f"step-000000{step}" / name
    path.write_bytes(path.read_bytes()[:100])


def test_good_checkpoints_are_listed_and_the_one_to_continue_from_is_named(
    cli: Cli, run: Path
) -> None:
    told = cli("doctor", "latest", "--runs", run.parent)
    assert told.code == 0
    assert "continues from  step-00000030" in told.out
    lines = [line.split() for line in told.out.splitlines() if line.startswith("step-")]
    assert [line[:4] for line in lines] == [
        [f"step-000000{step}", "good", "0.4", "MB"] for step in (10, 20, 30)
    ]


def test_a_damaged_one_is_reported_with_the_reason_and_code_1(cli: Cli, run: Path) -> None:
    truncate(run, 30, "model.safetensors")
    told = cli("doctor", run)
    assert told.code == 1
    assert "continues from  step-00000020" in told.out
    (line,) = (line for line in told.out.splitlines() if line.startswith("step-00000030"))
    assert line.split()[1] == "damaged"
    assert "model.safetensors has 100 bytes instead of 400," in line


def test_when_none_is_good_it_says_so_with_code_2(cli: Cli, run: Path) -> None:
    for step in (10, 20, 30):
        truncate(run, step, "manifest.json")
    told = cli("doctor", run)
    assert told.code == 2
    assert "continues from  nothing" in told.out
    assert "none of its checkpoints can be used: step-00000030: manifest.json" in told.err


def test_programs_get_json_with_the_same_codes(cli: Cli, run: Path) -> None:
    truncate(run, 20, "state.json")
    (run / CHECKPOINTS / "step-00000020/state.json").unlink()
    told = cli("doctor", run, "--json")
    assert told.code == 1
    found = json.loads(told.out)
    assert found["run"] == str(run)
    assert found["continues_from"] == str(run / CHECKPOINTS / "step-00000030")
    rows = found["checkpoints"]
    assert [row["status"] for row in rows] == ["good", "damaged", "good"]
    assert rows[1]["problem"] == "state.json is missing"
    assert (rows[0]["step"], rows[0]["size"] > 400_000) == (10, True)
    for step in (10, 30):
        truncate(run, step, "manifest.json")
    told = cli("doctor", run, "--json")
    assert told.code == 2
    assert json.loads(told.out)["continues_from"] is None


def test_an_unfinished_one_is_no_damage(cli: Cli, run: Path) -> None:
    (run / CHECKPOINTS / "step-00000030/manifest.json").unlink()
    told = cli("doctor", run)
    assert told.code == 0
    assert "continues from  step-00000020" in told.out
    assert "was never finished" in told.out


def test_a_run_without_checkpoints_is_fine(cli: Cli, tmp_path: Path) -> None:
    created = create_run(tmp_path, "demo", "name: demo\n")
    told = cli("doctor", created.directory)
    assert told.code == 0
    assert "continues from  nothing" in told.out
    assert json.loads(cli("doctor", created.directory, "--json").out)["checkpoints"] == []


def test_a_run_that_does_not_exist_is_explained(cli: Cli, tmp_path: Path) -> None:
    told = cli("doctor", "nothing", "--runs", tmp_path)
    assert told.code == 2
    assert "no run here" in told.err


def test_the_command_works_as_a_process_of_its_own(run: Path) -> None:
    truncate(run, 30, "model.safetensors")
    told = run_process("doctor", "latest", "--runs", run.parent)
    assert (told.code, told.err) == (1, "")


def test_the_checkpoint_stall_is_reported_wherever_one_looks(cli: Cli, tmp_path: Path) -> None:
    told = "checkpoints stalled training for"
    assert told in " ".join(cli("train", *TINY, "--output", tmp_path).out.split())
    assert told in cli("runs", "show", "latest", "--runs", tmp_path).out
    assert told in cli("doctor", "latest", "--runs", tmp_path).out
    cost = json.loads(cli("doctor", "latest", "--runs", tmp_path, "--json").out)["cost"]
    assert cost["written"] == 2
    assert cost["stalled_seconds"] > 0


def test_a_damaged_model_is_reported_by_doctor_and_neither_evaluated_nor_predicted_with(
    cli: Cli, trained: SimpleNamespace, tmp_path: Path
) -> None:
    run = shutil.copytree(trained.run, tmp_path / "run")
    assert "model           good" in cli("doctor", run).out
    path = run / "checkpoint/config.json"
    path.write_text(path.read_text().replace('"PERSON"', '"PERSONS"'))
    told = cli("doctor", run)
    assert told.code == 2
    assert "model           damaged: config.json" in told.out
    for command in (("evaluate", run), ("predict", run, "Ana waits")):
        refused = cli(*command)
        assert (refused.code, refused.out) == (2, "")
        assert "the exported model is not as it was written: config.json" in refused.err


def test_a_model_of_an_older_version_is_sealed_by_option(
    cli: Cli, trained: SimpleNamespace, tmp_path: Path
) -> None:
    run = shutil.copytree(trained.run, tmp_path / "run")
    (run / "checkpoint/manifest.json").unlink()
    record = json.loads((run / "run.json").read_text())
    del record["model"]
    (run / "run.json").write_text(json.dumps(record))
    told = cli("evaluate", run)
    assert told.code == 0
    assert "training doctor --seal" in told.err
    assert "model           good" in cli("doctor", run, "--seal").out
    assert not cli("evaluate", run).err
    assert json.loads((run / "run.json").read_text())["model"]


def test_nothing_is_sealed_where_no_model_is(cli: Cli, run: Path) -> None:
    told = cli("doctor", run, "--seal")
    assert told.code == 2
    assert "there is no model to seal" in told.err


def test_an_edited_record_and_a_deleted_history_are_reported_with_code_1(
    cli: Cli, tmp_path: Path
) -> None:
    run = create_run(tmp_path, "demo", "name: demo\n")
    (run.directory / "metrics.jsonl").write_text("{}\n")
    run.update(status="completed", history=history_mark(run.directory), value=0.5)
    assert cli("doctor", run.directory).code == 0
    (run.directory / "metrics.jsonl").unlink()
    told = cli("doctor", run.directory)
    assert told.code == 1
    assert "metrics.jsonl is missing" in told.out
    path = run.directory / "run.json"
    path.write_text(path.read_text().replace("0.5", "0.9"))
    for command in (("doctor",), ("runs", "show")):
        assert "the record was changed after it was written" in cli(*command, run.directory).out
    told = cli("diff", run.directory, run.directory)
    assert "nothing to compare" in told.out


def test_edited_records_are_not_compared_in_silence(
    cli: Cli, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run = create_run(tmp_path, "demo", "name: demo\n")
    run.update(status="completed", value=0.5)
    path = run.directory / "run.json"
    path.write_text(path.read_text().replace("0.5", "0.9"))
    for command in (("diff",), ("runs", "compare")):
        caplog.clear()
        cli(*command, run.directory, run.directory)
        assert f"{path}: the record was changed after it was written" in caplog.text
