from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.execution.related_runs import Trained
from training.cli.app import main
from training.core.runs.directory import open_run
from training.errors import RunError
from training.execution.comparison.compare import compare_runs, diff_runs


def test_the_first_field_and_the_first_step_are_named(trained: Trained) -> None:
    difference = diff_runs(trained.first, trained.other)
    assert difference.fields == {"training.learning_rate": (0.004, 0.005)}
    assert difference.line is not None
    place = {key: difference.line[key] for key in ("split", "epoch", "step")}
    assert place == {"split": "train", "epoch": 1, "step": 1}
    assert "learning_rate" in difference.line["numbers"]
    assert not difference.is_same


def test_a_run_does_not_part_from_itself(trained: Trained) -> None:
    difference = diff_runs(trained.first, trained.first)
    assert difference.is_same
    lines = (trained.first.directory / "metrics.jsonl").read_text().splitlines()
    assert difference.compared == len(lines)


def test_runs_part_where_one_of_them_ends(trained: Trained, tmp_path: Path) -> None:
    shutil.copytree(trained.first.directory, tmp_path / "cut")
    metrics = tmp_path / "cut" / "metrics.jsonl"
    lines = metrics.read_text().splitlines(keepends=True)
    metrics.write_text("".join(lines[:3]))
    difference = diff_runs(trained.first, open_run(str(tmp_path / "cut")))
    assert difference.compared == 3
    assert difference.line is not None
    assert difference.line["ends"] == "second"
    assert difference.line["step"] == json.loads(lines[3])["step"]


def test_a_damaged_line_is_named_with_its_number(trained: Trained, tmp_path: Path) -> None:
    shutil.copytree(trained.first.directory, tmp_path / "bad")
    metrics = tmp_path / "bad" / "metrics.jsonl"
    lines = metrics.read_text().splitlines(keepends=True)
    metrics.write_text(lines[0] + '{"split": \n')
    with pytest.raises(RunError, match=r"metrics\.jsonl:2"):
        diff_runs(trained.first, open_run(str(tmp_path / "bad")))


def test_other_data_is_reported(trained: Trained, tmp_path: Path) -> None:
    shutil.copytree(trained.first.directory, tmp_path / "other")
    other = open_run(str(tmp_path / "other"))
    other.update(fingerprints={**other.record["fingerprints"], "data_fp": "x"})
    assert diff_runs(trained.first, other).data is not None


def test_runs_beside_each_other_show_what_differs_and_all_numbers(trained: Trained) -> None:
    compared = compare_runs([trained.first, trained.other, trained.first])
    assert compared.config == {"training.learning_rate": (0.004, 0.005, 0.004)}
    assert len(compared.metrics["validation.f1"]) == 3


def test_a_run_without_its_configuration_is_refused(trained: Trained, tmp_path: Path) -> None:
    shutil.copytree(trained.first.directory, tmp_path / "bare")
    (tmp_path / "bare" / "config.yaml").unlink()
    with pytest.raises(RunError, match=r"config\.yaml: the configuration of the run is missing"):
        diff_runs(trained.first, open_run(str(tmp_path / "bare")))


def test_other_splits_of_the_same_data_are_reported(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(trained.first.directory, tmp_path / "other")
    other = open_run(str(tmp_path / "other"))
    other.update(split={**other.record["split"], "fingerprint": "f" * 32})
    difference = diff_runs(trained.first, other)
    assert difference.split == (trained.first.record["split"]["fingerprint"], "f" * 32)
    assert not difference.is_same
    assert main(["diff", str(trained.first.directory), str(other.directory)]) == 1
    assert "other records are held out" in capsys.readouterr().out
    assert main(["runs", "compare", str(trained.first.directory), str(other.directory)]) == 0
    assert "Not the same records train, validate and test" in capsys.readouterr().out
    assert compare_runs([trained.first, trained.other]).is_same_split
