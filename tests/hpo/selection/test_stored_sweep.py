from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from training.errors import RunError
from training.hpo.selection.stored_sweep import find_sweep


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Four sweeps, the newest of which has a damaged record, and a run."""
    for age, name in enumerate(["a", "b", "c", "d", "run"]):
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.json").write_text("{" if name == "d" else json.dumps({"id": name}))
        os.utime(tmp_path / name / "run.json", (1e9 + age, 1e9 + age))
        if name != "run":
            (tmp_path / name / "sweep.yaml").write_text("")
    return tmp_path


def test_a_sweep_that_is_not_there_is_reported_with_the_three_newest(runs: Path) -> None:
    with pytest.raises(RunError, match=r"Newest in .*: d, c, b\. Start"):
        find_sweep("none", runs)


def test_a_damaged_sweep_does_not_hide_the_others(runs: Path) -> None:
    assert find_sweep("c", runs) == runs / "c"
    assert find_sweep("latest", runs) == runs / "d"


def test_a_folder_without_sweeps_gives_no_hint(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"or `latest`\. Start one with `training hpo run`"):
        find_sweep("none", tmp_path)
