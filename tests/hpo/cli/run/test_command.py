from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.hpo.finished_sweeps import SWEEP, TINY, Cli, write_split

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


def test_a_used_up_grid_is_reported_once_and_repeats_nothing(project: Path, cli: Cli) -> None:
    space = "search_space:\n  training.batch_size: {type: choice, values: [4, 8]}\nsampler: grid\n"
    text = SWEEP[: SWEEP.index("search_space")] + space + SWEEP[SWEEP.index("objective") :]
    (project / "grid.yaml").write_text(text.replace("trials: 3", "trials: 5"))
    done = cli("hpo", "run", "grid.yaml", "--data", "people.json", *SETS)
    assert done.code == 0, done.err
    assert (done.out + done.err).count("2 combinations to try: 2 trials are run and not 5") == 1
    sizes = {line.split("batch_size=")[1][0] for line in done.out.splitlines() if "✓" in line}
    assert sizes == {"4", "8"}


def split_project(project: Path) -> None:
    """Documents in splits; `PLACE` occurs in the validation split alone."""
    (project / "split").mkdir()
    write_split(project / "split" / "train.json", 2)
    write_split(project / "split" / "test.json", 1)
    place = [{"text": "Rome sings", "annotations": [[0, 4, "PLACE"]]}]
    (project / "split" / "validation.json").write_text(json.dumps(place))


def test_what_folds_leave_to_the_refit_is_reported_once_and_its_labels_are_known(
    project: Path, cli: Cli
) -> None:
    split_project(project)
    asked = ("--folds", "2", "--refit", "--set", "data.validation_fraction=0.3")
    done = cli("hpo", "run", "sweep.yaml", "--data", "split", *asked, *SETS)
    assert done.code == 0, done.err
    words = " ".join((done.out + done.err).split())
    assert words.count("`data.validation_fraction` has no effect") == 1
    assert words.count("the validation split of the data (1 records)") == 1
    (refit,) = (project / "runs").glob("people-*/refit-*/run.json")
    assert json.loads(refit.read_text())["data"]["train"] == 13


def test_nothing_is_reported_of_a_validation_split_that_is_used(project: Path, cli: Cli) -> None:
    write_split(project / "people.json", 3)
    plain = cli("hpo", "run", "sweep.yaml", "--data", "people.json", "--folds", "2", *SETS)
    assert plain.code == 0, plain.err
    assert "validation" not in plain.out + plain.err
    (project / "once.yaml").write_text(
        SWEEP.replace("folds: 3", "folds: null").replace("trials: 3", "trials: 1")
    )
    asked = ("--set", "data.validation_fraction=0.3")
    once = cli("hpo", "run", "once.yaml", "--data", "people.json", *asked, *SETS)
    assert once.code == 0, once.err
    assert "no effect" not in once.out + once.err


@pytest.mark.parametrize(
    ("given", "way"),
    [("trials=3", "`--trials`"), ("folds.number=3", "`--folds`"), ("pruner=median", "sweep file")],
)
def test_a_key_of_the_sweep_given_with_set_shows_where_it_belongs(
    cli: Cli, given: str, way: str
) -> None:
    told = cli("hpo", "run", "--set", given)
    assert told.code == 2
    assert "is a key of the sweep" in " ".join(told.err.split())
    assert way in " ".join(told.err.split())
