from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.conftest import Cli
from training.core.runs.directory import create_run, locked
from training.core.runs.provenance import Provenance


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Three runs and a sweep with a trial."""
    for name, kind, f1 in (("a", "train", 0.5), ("b", "final", 0.9), ("c", "train", 0.7)):
        run = create_run(tmp_path, name, "seed: 1\n", Provenance(kind))  # type: ignore[arg-type]
        run.update(
            status="completed",
            metrics={"validation": {"f1": f1}},
            score={"metric": "f1", "mode": "max", "value": f1},
        )
    sweep = create_run(tmp_path, "sweep", "", Provenance("sweep"))
    (sweep.directory / "trial-1").mkdir()
    from training.core.runs.directory import start_run
    from training.core.runs.parents import parent_of

    start_run(sweep.directory / "trial-1", "", Provenance("trial", [parent_of(sweep)]))
    return tmp_path


def first_words(text: str) -> list[str]:
    return [line.split("-")[0] for line in text.splitlines()[1:]]


def test_runs_are_listed_without_the_trials_of_sweeps(cli: Cli, runs: Path) -> None:
    done = cli("runs", "list", "--runs", runs)
    assert done.code == 0
    assert sorted(first_words(done.out)) == ["a", "b", "c", "sweep"]
    assert "trial-1" in cli("runs", "list", "--runs", runs, "--kind", "all").out


def test_the_best_of_some_runs_are_found(cli: Cli, runs: Path) -> None:
    done = cli("runs", "list", "--runs", runs, "--sort", "f1", "--where", "f1>0.6", "-n", "1")
    assert first_words(done.out) == ["b"]
    assert "--all" in done.err
    final = cli("runs", "list", "--runs", runs, "--kind", "train", "--sort", "score")
    assert first_words(final.out) == ["c", "a"]


def test_programs_get_an_object_a_line(cli: Cli, runs: Path) -> None:
    done = cli("runs", "list", "--runs", runs, "--json", "--kind", "final", "--since", "1h")
    (row,) = map(json.loads, done.out.splitlines())
    assert (row["kind"], row["score"], row["status"]) == ("final", 0.9, "completed")
    assert Path(row["directory"]).is_dir()


def test_a_run_whose_process_is_gone_is_shown_as_stopped(cli: Cli, tmp_path: Path) -> None:
    run = create_run(tmp_path, "killed", "")
    assert "stopped" in cli("runs", "list", "--runs", tmp_path).out
    with locked(run.directory):
        assert "running" in cli("runs", "list", "--runs", tmp_path).out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--kind", "finl"], "Did you mean `final`"),
        (["--status", "done"], "Allowed: completed"),
        (["--since", "yesterday"], "--since yesterday"),
        (["--where", "f1"], "f1>0.8"),
        (["--sort", "f9"], "no run has the number `f9`"),
    ],
)
def test_mistakes_are_reported(cli: Cli, runs: Path, arguments: list[str], message: str) -> None:
    done = cli("runs", "list", "--runs", runs, *arguments)
    assert done.code == 2
    assert message in done.err


def test_a_folder_that_is_not_there_is_reported(cli: Cli, tmp_path: Path) -> None:
    done = cli("runs", "list", "--runs", tmp_path / "nope")
    assert (done.code, "no such folder" in done.err) == (2, True)


def test_everything_about_a_run_is_shown(cli: Cli, trained: SimpleNamespace) -> None:
    done = cli("runs", "show", trained.run)
    assert done.code == 0
    for text in ("completed", "data_fp", "torch", "precision", "seed"):
        assert text in done.out
    record = json.loads(cli("runs", "show", trained.run, "--json").out)
    assert record["metrics"]["test"]["f1"] == trained.result["test"]["f1"]


def test_the_callback_that_ended_a_run_is_shown_with_its_reason(cli: Cli, tmp_path: Path) -> None:
    run = create_run(tmp_path, "early", "", Provenance("train"))
    run.update(status="completed", stopped_by={"callback": "patience", "reason": "no better f1"})
    shown = cli("runs", "show", run.directory)
    assert "the callback patience: no better f1" in " ".join(shown.out.split())


def test_runs_are_compared(cli: Cli, trained: SimpleNamespace) -> None:
    done = cli("runs", "compare", trained.run, trained.run)
    assert (done.code, "The configurations are the same." in done.out) == (0, True)
    assert cli("runs", "compare", trained.run).code == 2
    values = json.loads(cli("runs", "compare", trained.run, trained.run, "--json").out)
    assert values["config"] == {}


def test_a_report_is_written_where_it_is_asked_for(
    cli: Cli, trained: SimpleNamespace, tmp_path: Path
) -> None:
    assert (trained.run / "report.html").is_file()
    done = cli("runs", "report", trained.run, "--output", tmp_path / "page.html")
    assert (done.code, done.out.strip()) == (0, str(tmp_path / "page.html"))


def test_a_run_does_not_differ_from_itself(cli: Cli, trained: SimpleNamespace) -> None:
    done = cli("diff", trained.run, trained.run)
    assert (done.code, "none differs" in done.out) == (0, True)


def test_the_first_difference_is_the_exit_code_too(
    cli: Cli, trained: SimpleNamespace, tmp_path: Path
) -> None:
    import shutil

    other = tmp_path / "other"
    shutil.copytree(trained.run, other)
    text = (other / "config.yaml").read_text()
    (other / "config.yaml").write_text(text.replace("seed: 42", "seed: 43"))
    done = cli("diff", trained.run, other)
    assert (done.code, "seed: 42 in a, 43 in b" in done.out) == (1, True)
    assert json.loads(cli("diff", trained.run, other, "--json").out)["first_field"] == "seed"


def test_lineage_is_shown_as_tree_picture_and_json(
    cli: Cli, trained: SimpleNamespace, tmp_path: Path
) -> None:
    done = cli("lineage", "show", trained.run, "--output", tmp_path / "lineage.svg")
    assert done.code == 0
    assert done.out.startswith(f"train {trained.run.name}")
    assert "data " in done.out
    assert (tmp_path / "lineage.svg").read_text().startswith("<svg")
    values = json.loads(cli("lineage", "show", trained.run, "--json").out)
    assert [one["kind"] for one in values["nodes"]] == ["train", "data"]


def test_a_missing_parent_is_an_exit_code_and_a_warning(cli: Cli, tmp_path: Path) -> None:
    run = create_run(tmp_path, "run", "")
    run.update(parents=[{"kind": "trial", "id": "gone", "directory": "../gone"}])
    done = cli("lineage", "show", run.directory, "--runs", tmp_path)
    assert (done.code, "trial gone is missing" in done.err) == (1, True)


def test_a_run_is_reproduced_bit_for_bit(
    cli: Cli, trained: SimpleNamespace, tmp_path: Path
) -> None:
    done = cli("reproduce", trained.run, "--output", tmp_path / "again")
    assert done.code == 0, done.err
    assert "bit for bit" in done.out


def test_a_final_training_is_reused_when_it_is_complete(
    cli: Cli, trained: SimpleNamespace, tmp_path: Path
) -> None:
    arguments = (
        "final",
        "run",
        "--from-study",
        trained.run / "config.yaml",
        "-o",
        tmp_path / "runs",
    )
    first, second = (json.loads(cli(*arguments, "--json").out) for _ in range(2))
    assert (first["outcome"], second["outcome"]) == ("trained", "reused")
    assert first["run"] == second["run"]
    shown = cli(*arguments)
    assert "nothing was done now" in shown.out
    assert cli(*arguments, "--source", "scratch", "--parent", "x").code == 2
