from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from training.cli.options import ConfigOptions
from training.cli.run_lookup.unfinished import directory_for, unfinished_run
from training.core.runs.directory import start_run
from training.core.runs.provenance import Provenance
from training.errors import ConfigError, RunError

NOTHING = ConfigOptions(None, None, None, None, None, None)


def run(folder: Path, status: str = "failed", kind: Any = "train") -> Path:
    folder.mkdir(parents=True)
    start_run(folder, "seed: 1\n", Provenance(kind), status=status)
    return folder


@pytest.mark.parametrize("status", ["failed", "interrupted", "running"])
def test_an_unfinished_run_is_found_by_name(status: str, tmp_path: Path) -> None:
    folder = run(tmp_path / "runs" / "demo", status)
    assert unfinished_run("demo", NOTHING._replace(output=tmp_path / "runs")) == folder
    assert unfinished_run(str(folder), NOTHING) == folder


def test_a_complete_run_has_nothing_to_resume_and_says_how_to_train_on(tmp_path: Path) -> None:
    folder = run(tmp_path / "demo", "completed")
    assert unfinished_run(str(folder), NOTHING) == folder, "its report is missing"
    (folder / "report.html").touch()
    with pytest.raises(RunError, match=r"is complete.*training\.checkpoint\.source_path="):
        unfinished_run(str(folder), NOTHING)


@pytest.mark.parametrize(
    ("kind", "what"), [("sweep", "is a sweep"), ("fold", "is the fold of a sweep")]
)
def test_a_part_of_a_sweep_belongs_to_the_sweep(kind: str, what: str, tmp_path: Path) -> None:
    folder = run(tmp_path / "demo", kind=kind)
    with pytest.raises(RunError, match=f"{what}.*`training hpo resume"):
        unfinished_run(str(folder), NOTHING)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("EXPERIMENT", {"experiment": Path("a.yaml")}),
        ("--config", {"configs": [Path("a.yaml")]}),
        ("--data", {"data": Path("d")}),
        ("--seed", {"seed": 0}),
        ("--set", {"overrides": ["seed=1"]}),
    ],
)
def test_an_option_that_contradicts_the_run_is_refused(
    name: str, given: dict[str, Any], tmp_path: Path
) -> None:
    folder = run(tmp_path / "demo")
    with pytest.raises(ConfigError, match=f"leave out {name}, or start a new run"):
        unfinished_run(str(folder), NOTHING._replace(**given))


def test_lists_without_entries_were_not_given(tmp_path: Path) -> None:
    folder = run(tmp_path / "demo")
    assert unfinished_run(str(folder), NOTHING._replace(configs=[], overrides=[])) == folder


def test_a_directory_of_a_run_is_made_or_refused(tmp_path: Path) -> None:
    assert directory_for(tmp_path / "a" / "b").is_dir()
    assert directory_for(tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").touch()
    with pytest.raises(RunError, match=r"--into .*file: this directory cannot be made"):
        directory_for(tmp_path / "file")
