"""Every option of the commands of a sweep changes what they do."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.hpo.finished_sweeps import SWEEP, TINY, Cli, write_split
from training.hpo.cli.run import session
from training.hpo.selection.selection_rules import RULES
from training.hpo.sweep.plan import Planned

FINISHED = ("best", "refit", "status", "report", "export")
"""Commands that look at a sweep that has ended."""
OTHERS = {"best": {"rule", "top", "json"}, "refit": {"rule", "json"}, "status": {"json"}}
OTHERS |= {"report": {"output"}, "export": {"rule", "output"}}
EVERYWHERE = {"sweep", "runs", "storage"}
WITH_VIEW = ("refit", "run", "status")
SETS = [part for one in TINY for part in ("--set", one)]


def options_of(command: str) -> set[str]:
    where = f"{command}.command" if command in WITH_VIEW else command
    module = import_module(f"training.hpo.cli.{where}")
    return set(inspect.signature(getattr(module, command)).parameters)


@pytest.mark.parametrize("command", FINISHED)
def test_no_option_is_left_out_here(command: str) -> None:
    assert options_of(command) == OTHERS[command] | EVERYWHERE


@pytest.mark.parametrize("command", FINISHED)
def test_the_sweep_is_the_one_that_is_named_and_found_where_it_is_said_to_be(
    command: str, cli: Cli, sweep_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert cli("hpo", command).code == 2
    assert cli("hpo", command, sweep_folder.name).code == 2
    assert cli("hpo", command, sweep_folder.name, "--runs", sweep_folder.parent).code == 0
    assert cli("hpo", command, sweep_folder).code == 0


@pytest.mark.parametrize("command", FINISHED)
def test_the_study_is_read_from_the_storage_that_is_named(
    command: str, cli: Cli, sweep_folder: Path, tmp_path: Path
) -> None:
    moved = tmp_path / "moved.db"
    for file in sweep_folder.glob("study.db*"):
        file.rename(f"{moved}{file.name.removeprefix('study.db')}")
    assert cli("hpo", command, sweep_folder).code == 2
    assert cli("hpo", command, sweep_folder, "--storage", moved).code == 0


@pytest.fixture
def worst(sweep_folder: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> int:
    """Number of the trial that the rule `worst` picks; it is not the best one."""
    monkeypatch.setitem(RULES, "worst", lambda trials, _: max(trials, key=lambda one: one.mean))
    facts = json.loads(cli("hpo", "best", sweep_folder, "--rule", "worst", "--json").out)
    best = json.loads(cli("hpo", "best", sweep_folder, "--json").out)
    assert (facts["rule"], best["rule"]) == ("worst", "best")
    assert facts["trial"] != best["trial"]
    return int(facts["trial"])


def test_best_names_the_winner_of_the_rule(cli: Cli, sweep_folder: Path, worst: int) -> None:
    assert f"\n{worst} *" in cli("hpo", "best", sweep_folder, "--rule", "worst").out


def test_refit_trains_the_winner_of_the_rule(cli: Cli, sweep_folder: Path, worst: int) -> None:
    told = cli("hpo", "refit", sweep_folder, "--rule", "worst", "--json")
    assert json.loads(told.out)["trial"] == worst
    assert json.loads((sweep_folder / "best.json").read_text())["trial"] == worst


def test_export_gives_the_winner_of_the_rule(cli: Cli, sweep_folder: Path, worst: int) -> None:
    assert cli("hpo", "export", sweep_folder, "--rule", "worst").out.startswith(f"# Trial {worst} ")
    assert json.loads((sweep_folder / "best.json").read_text())["trial"] == worst


def test_top_is_the_number_of_trials_in_the_table(cli: Cli, sweep_folder: Path) -> None:
    def rows(*options: str) -> int:
        table = cli("hpo", "best", sweep_folder, *options).out.partition("* the winner")[0]
        return sum(line[:1].isdigit() for line in table.splitlines())

    assert (rows("--top", "1"), rows("--top", "2"), rows()) == (1, 2, 3)


@pytest.mark.parametrize("command", [name for name in FINISHED if "json" in OTHERS[name]])
def test_json_is_for_programs(command: str, cli: Cli, sweep_folder: Path) -> None:
    assert isinstance(json.loads(cli("hpo", command, sweep_folder, "--json").out), dict)
    assert not cli("hpo", command, sweep_folder).out.startswith("{")


@pytest.mark.parametrize("command", ["report", "export"])
def test_output_is_the_file_that_is_written(
    command: str, cli: Cli, sweep_folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "asked-for"
    told = cli("hpo", command, sweep_folder, "--output", file)
    assert file.stat().st_size
    assert told.out.strip() == str(file)
    assert cli("hpo", command, sweep_folder).out.strip() != str(file)


@dataclass(frozen=True)
class Change:
    """Words of a command line, and where in the plan of the sweep they are seen."""

    words: tuple[str, ...]
    seen: Callable[[Planned], Any]


CHANGES = {
    "trials": Change(("--trials", "2"), lambda planned: planned.plan.config.trials),
    "workers": Change(("--workers", "2"), lambda planned: planned.plan.config.workers.number),
    "launcher": Change(("--launcher", "ray"), lambda planned: planned.plan.config.workers.backend),
    "timeout_minutes": Change(
        ("--timeout-minutes", "3"), lambda planned: planned.plan.config.timeout_minutes
    ),
    "storage": Change(("--storage", "other.db"), lambda planned: planned.plan.config.storage),
    "folds": Change(("--folds", "2"), lambda planned: len(planned.plan.folds)),
    "seed": Change(("--seed", "7"), lambda planned: (planned.plan.config.seed, planned.plan.folds)),
    "refit": Change(("--refit",), lambda planned: planned.plan.config.refit),
    "config": Change(("--config", "more.yaml"), lambda planned: planned.plan.base.data.workers),
    "data": Change(("--data", "others.json"), lambda planned: len(planned.sweep_records.records)),
    "output_dir": Change(("--output", "new"), lambda planned: planned.plan.directory.parent.name),
    "overrides": Change(
        ("--set", "training.batch_size=3"), lambda planned: planned.plan.base.training.batch_size
    ),
}
"""Options that change what is planned; `test_every_sweep_key.py` looks at what follows from it."""
PRINTED = {"quiet", "json"}


@pytest.fixture
def planned_by(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Planned]:
    """Give a command line up to its plan; nothing is trained."""
    found: list[Planned] = []
    monkeypatch.setattr(session, "_run_session", lambda planned, *_: found.append(planned))

    def run(*words: object) -> Planned:
        told = cli("hpo", *words)
        assert told.code == 0, told.err
        return found[-1]

    return run


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with documents and the file of a sweep."""
    monkeypatch.chdir(tmp_path)
    write_split(tmp_path / "people.json", 3)
    write_split(tmp_path / "others.json", 5)
    (tmp_path / "more.yaml").write_text("data: {workers: 1}\n")
    (tmp_path / "sweep.yaml").write_text(f"{SWEEP}\nbase: {{data: {{path: people.json}}}}\n")
    return tmp_path


def test_no_option_of_run_and_resume_is_left_out_here() -> None:
    assert options_of("run") == {*CHANGES, *PRINTED, "sweep"}
    assert options_of("resume") <= {*CHANGES, *PRINTED, "sweep", "runs"}


def test_every_option_of_run_changes_the_plan(
    project: Path, planned_by: Callable[..., Planned]
) -> None:
    words = ("run", "sweep.yaml", *SETS)
    without = planned_by(*words)
    for option, change in CHANGES.items():
        assert change.seen(without) != change.seen(planned_by(*words, *change.words)), option


def test_the_file_of_run_is_the_sweep(project: Path, planned_by: Callable[..., Planned]) -> None:
    assert planned_by("run", "sweep.yaml").plan.config.name == "people"
    assert planned_by("run").plan.config.name == "demo"


def test_every_option_of_resume_changes_the_plan(
    sweep_folder: Path, planned_by: Callable[..., Planned]
) -> None:
    without = planned_by("resume", "latest", "--runs", sweep_folder.parent)
    assert without.plan.directory == sweep_folder
    for option in sorted(set(CHANGES) & options_of("resume")):
        change = CHANGES[option]
        planned = planned_by("resume", sweep_folder, *change.words)
        assert change.seen(without) != change.seen(planned), option


def test_run_and_resume_print_the_path_alone_or_json(project: Path, cli: Cli) -> None:
    words = ("sweep.yaml", "--trials", "1", "--folds", "2", *SETS)
    quiet = cli("hpo", "run", *words, "--quiet")
    assert Path(quiet.out.strip()).is_dir()
    folder = quiet.out.strip()
    assert cli("hpo", "resume", folder, "--quiet").out.strip() == folder
    facts = json.loads(cli("hpo", "resume", folder, "--json").out)
    assert Path(facts["sweep"]).samefile(folder)
    assert "winner: trial 0" in cli("hpo", "resume", folder).out
