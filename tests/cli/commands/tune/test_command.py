from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import Cli
from tests.execution.launch_helpers import write_documents

TINY = [
    "--set=training.threads=1",
    "--set=model.hidden_size=8",
    "--set=model.embedding_size=8",
    "--set=model.rows=64",
    "--set=training.batch_size=4",
    "--steps=40",
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_documents(tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_prints_what_to_put_into_the_experiment(cli: Cli, folder: Path) -> None:
    done = cli("tune", "lr", "--data", "data", *TINY)
    assert done.code == 0, done.err
    assert all(len(line) <= 80 for line in done.out.splitlines())
    assert "<- steepest" in done.out
    snippet = done.out.partition("Put this into the experiment:")[2]
    (folder / "found.yaml").write_text(snippet)
    rate = yaml.safe_load(snippet)["training"]["learning_rate"]
    shown = cli("config", "show", "found.yaml", "--json")
    assert shown.code == 0, shown.err
    assert str(float(rate)) in shown.out
    assert {one.name for one in folder.iterdir()} == {
        "data",
        "found.yaml",
        "lr-finder.html",
        "runs",
    }
    assert [one.name for one in (folder / "runs").iterdir()] == [".cache"]


def test_json_has_every_point_and_rates_by_pattern_keep_their_ratio(cli: Cli, folder: Path) -> None:
    own = '--set=training.learning_rates={"*scores*": 0.04}'
    done = cli("tune", "lr", "--data", "data", *TINY, own, "--set=training.learning_rate=0.004")
    if done.code == 2 and "no trained parameter" in done.err:
        pytest.fail(done.err)
    done = cli(
        "tune",
        "lr",
        "--data=data",
        *TINY,
        own,
        "--set=training.learning_rate=0.004",
        "--json",
        "--plot=a.html",
    )
    found = json.loads(done.out)
    assert len(found["points"]) >= 10
    assert set(found["points"][0]) == {"rate", "loss", "smoothed"}
    assert found["training"]["learning_rate"] == found["suggestion"]
    assert found["training"]["learning_rates"]["*scores*"] == pytest.approx(
        10 * found["suggestion"], rel=0.05
    )
    assert (folder / "a.html").is_file()


@pytest.mark.parametrize(
    "words",
    [
        ["--min=1", "--max=0.1"],
        ["--steps=2"],
        ["--plot=a.png"],
        ["--plot=none/a.html"],
        ["--set=training.optimizer.name=adamww"],
    ],
)
def test_mistakes_end_with_code_2_and_no_file(cli: Cli, folder: Path, words: list[str]) -> None:
    done = cli("tune", "lr", "--data", "data", *TINY, *words)
    assert done.code == 2
    assert "Traceback" not in done.err
    assert {one.name for one in folder.iterdir()} == {"data"}
