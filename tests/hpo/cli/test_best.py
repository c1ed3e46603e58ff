from __future__ import annotations

import json
from pathlib import Path

import yaml

from tests.hpo.finished_sweeps import Cli
from training.core import resolve_run_config, train
from training.hpo.selection.stored_sweep import StoredSweep


def test_best_shows_the_trials_what_to_expect_and_the_parameters(
    cli: Cli, sweep: StoredSweep
) -> None:
    winner = sweep.winner()
    outcome = cli("hpo", "best", sweep.directory)
    assert outcome.code == 0
    assert f"{winner.trial.number} *" in outcome.out
    assert "the winner by the rule `best`" in outcome.out
    assert "expect loss" in outcome.out
    assert "of 3 trials it wins whichever fold is left out" in outcome.out
    shown = yaml.safe_load(outcome.out[outcome.out.index("training.learning_rate:") :])
    assert shown == winner.trial.params


def test_best_finds_the_newest_sweep_and_speaks_json(cli: Cli, sweep: StoredSweep) -> None:
    outcome = cli("hpo", "best", "latest", "--runs", sweep.directory.parent, "--json")
    facts = json.loads(outcome.out)
    winner = sweep.winner()
    assert facts["trial"] == winner.trial.number
    assert facts["value"] == winner.scores.mean
    assert winner.honest is not None
    assert facts["expected"]["value"] == winner.honest.value


def test_export_gives_a_configuration_that_trains(
    cli: Cli, sweep: StoredSweep, tmp_path: Path
) -> None:
    file = tmp_path / "best.yaml"
    assert cli("hpo", "export", sweep.directory, "-o", file).out.strip() == str(file)
    assert file.read_text() == (sweep.directory / "best.yaml").read_text()
    runs = [f"output_dir={tmp_path}/new", "training.epochs=1"]
    config = resolve_run_config(file, overrides=runs, environ={}).config
    params = sweep.winner().trial.params
    assert config.training.learning_rate == params["training.learning_rate"]
    assert config.training.schedule == params["training.schedule"]
    assert train(config).run.record["status"] == "completed"


def test_best_json_names_the_runs_behind_the_configuration(cli: Cli, sweep: StoredSweep) -> None:
    cli("hpo", "export", sweep.directory)
    facts = json.loads((sweep.directory / "best.json").read_text())
    assert [one["kind"] for one in facts["parents"]] == ["trial", "sweep"]
    trial = json.loads(
        (sweep.directory / facts["parents"][0]["directory"] / "run.json").read_text()
    )
    assert trial["id"] == facts["parents"][0]["id"]
    assert facts["config"]["training"]["learning_rate"] == facts["params"]["training.learning_rate"]
    assert (facts["metric"], facts["direction"]) == ("loss", "minimize")


def test_refit_trains_once_and_says_so_the_second_time(cli: Cli, sweep: StoredSweep) -> None:
    first = cli("hpo", "refit", sweep.directory)
    assert first.code == 0
    assert "refitted on all data for" in first.out
    assert "on all data (24 documents):" in first.err
    assert "test loss" in first.out
    assert "was refitted before" in cli("hpo", "refit", sweep.directory).out
    facts = json.loads((sweep.directory / "best.json").read_text())
    assert [one["kind"] for one in facts["parents"]] == ["refit", "trial", "sweep"]
    as_json = json.loads(cli("hpo", "refit", sweep.directory, "--json").out)
    assert Path(as_json["run"]).is_dir()
    assert "loss" in as_json["test"]


def test_report_is_written_into_the_folder_or_where_it_is_asked_for(
    cli: Cli, sweep: StoredSweep, tmp_path: Path
) -> None:
    assert cli("hpo", "report", sweep.directory).code == 0
    assert (sweep.directory / "report.html").is_file()
    assert cli("hpo", "report", sweep.directory, "-o", tmp_path / "r.html").code == 0
    assert (tmp_path / "r.html").is_file()


def test_a_study_that_was_moved_is_found_where_it_is_said_to_be(
    cli: Cli, sweep_folder: Path, tmp_path: Path
) -> None:
    moved = tmp_path / "elsewhere.db"
    for file in sweep_folder.glob("study.db*"):
        file.rename(f"{moved}{file.name.removeprefix('study.db')}")
    assert cli("hpo", "best", sweep_folder).code == 2
    assert cli("hpo", "best", sweep_folder, "--storage", moved).code == 0


def test_mistakes_are_reported_in_one_paragraph(cli: Cli, sweep: StoredSweep) -> None:
    runs = ("--runs", sweep.directory.parent)
    for arguments, message in [
        (("best", "peple", *runs), "no sweep here"),
        (("best", sweep.directory, "--rule", "one-standard"), "Did you mean `one-standard-error`"),
        (("report", sweep.directory, "-o", "/no/such/folder/r.html"), "cannot be written"),
        (("export", sweep.directory, "-o", "/no/such/folder/b.yaml"), "cannot be written"),
    ]:
        outcome = cli("hpo", *arguments)
        assert outcome.code == 2
        assert message in " ".join(outcome.err.split())
        assert "Traceback" not in outcome.err
