from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import SWEEP
from .conftest import TINY
from .conftest import Cli
from .conftest import write_split

SETS = [part for one in TINY for part in ("--set", one)]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with documents and a sweep file of one trial."""
    monkeypatch.chdir(tmp_path)
    write_split(tmp_path / "people.json", 3)
    (tmp_path / "sweep.yaml").write_text(SWEEP.replace("trials: 3", "trials: 1"))
    return tmp_path


def test_output_and_data_may_hold_any_character(project: Path, cli: Cli) -> None:
    (project / "people.json").rename(project / '👍 "a": #1.json')
    done = cli("hpo", "run", "sweep.yaml", "--data", '👍 "a": #1.json', "--output", "o👍", *SETS)
    assert done.code == 0, done.err
    assert len(list((project / "o👍").glob("people-*/report.html"))) == 1


def test_folds_trained_in_the_process_itself_are_no_worker(project: Path, cli: Cli) -> None:
    done = cli("hpo", "run", "sweep.yaml", "--data", "people.json", *SETS)
    assert done.code == 0, done.err
    assert "0 (folds train in this process)" in done.out


def test_the_name_of_the_sweep_can_be_set(project: Path, cli: Cli) -> None:
    done = cli("hpo", "run", "sweep.yaml", "--data", "people.json", "--set", "name=mine", *SETS)
    assert done.code == 0, done.err
    (sweep,) = (project / "runs").glob("mine-*")
    assert json.loads((sweep / "run.json").read_text())["name"] == "mine"


def test_a_used_up_grid_is_told_once_and_repeats_nothing(project: Path, cli: Cli) -> None:
    space = "search_space:\n  training.batch_size: {type: choice, values: [4, 8]}\nsampler: grid\n"
    text = SWEEP[: SWEEP.index("search_space")] + space + SWEEP[SWEEP.index("objective") :]
    (project / "grid.yaml").write_text(text.replace("trials: 3", "trials: 5"))
    done = cli("hpo", "run", "grid.yaml", "--data", "people.json", *SETS)
    assert done.code == 0, done.err
    assert (done.out + done.err).count("2 combinations to try: 2 trials are run and not 5") == 1
    sizes = {line.split("batch_size=")[1][0] for line in done.out.splitlines() if "✓" in line}
    assert sizes == {"4", "8"}
