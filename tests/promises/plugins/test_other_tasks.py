from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import install_plugin, run_process

SOURCES = Path(__file__).parents[2] / "plugins" / "tabular-regression" / "src"


@pytest.fixture
def tabular(tmp_path: Path) -> Path:
    """The third-party task of the tests, installed into a folder of its own."""
    name = "tabular_regression"
    site = install_plugin(tmp_path / "site", "training-tabular", {}, f"{name}.plugin")
    (site / name).symlink_to(SOURCES / name)
    return site


def test_every_command_takes_a_task_that_is_not_about_text(tabular: Path, tmp_path: Path) -> None:
    table = tmp_path / "sums.csv"
    rows = "".join(f"{a},{b},{a + b}\n" for a in range(6) for b in range(6))
    table.write_text(f"a,b,sum\n{rows}")
    asked = [
        "--set=task.name=tabular-regression",
        "--set=data.target=sum",
        "--set=training.epochs=1",
    ]
    trained = run_process(
        "train", "--data", table, *asked, "-o", tmp_path / "runs", "--json", path=tabular
    )
    assert trained.code == 0, trained.err
    assert "rmse" in trained.err
    result = json.loads(trained.out)

    scored = run_process("evaluate", result["run"], path=tabular)
    assert f"rmse {result['test']['rmse']:.4f}" in scored.out

    row = json.dumps({"features": {"a": 1, "b": 2}})
    predicted = run_process("predict", result["run"], row, path=tabular)
    assert set(json.loads(predicted.out)) >= {"prediction"}

    new = tmp_path / "new.csv"
    new.write_text("a,b\n1,2\n5,5\n")
    rows = run_process("predict", result["run"], "--data", new, "--json", path=tabular)
    assert rows.code == 0, rows.err
    found = [json.loads(line) for line in rows.out.splitlines()]
    assert found[0] == json.loads(predicted.out)
    assert len(found) == 2

    refused = run_process("predict", result["run"], "a text", path=tabular)
    assert refused.code == 2
    assert "one JSON object each" in refused.err


def test_data_of_another_task_is_checked_by_its_own_reader_and_task(
    tabular: Path, tmp_path: Path
) -> None:
    table = tmp_path / "sums.csv"
    table.write_text("a,b,sum\n" + "".join(f"{n},{n},{n + n}\n" for n in range(20)))
    asked = ["--task", "tabular-regression", "--set=data.target=sum"]
    fine = run_process("data", "check", table, *asked, path=tabular)
    assert fine.code == 0, fine.err
    assert "Nothing is wrong." in fine.out
    table.write_text("a,b,sum\n1,2,3\n")
    refused = run_process("data", "check", table, *asked, path=tabular)
    assert refused.code == 2
    assert "too few to hold out" in refused.out
