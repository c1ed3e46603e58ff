"""Plugins of a project that no distribution installs, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import TINY, run_process

PLUGIN = """
import os

from training.core.data.readers.jsonl import JsonlReader
from training.core.plugins import Provider, hookimpl


class Reader(JsonlReader):
    @classmethod
    def recognises(cls, path):
        return False


@hookimpl
def register_readers():
    return [Provider("here", "acme_project:Reader", "A reader of this project")]


@hookimpl
def on_evaluation(evaluation):
    with open(os.environ["SEEN"], "a") as file:
        print(os.getppid(), os.environ.get("RANK"), file=file)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "acme_project.py").write_text(PLUGIN)
    return tmp_path


def declare(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.training]\nplugins = ["acme_project"]\n')


def test_the_processes_of_a_run_load_the_local_plugins(folder: Path, project: Path) -> None:
    declare(folder)
    data = [f"--data={project / 'data/train.jsonl'}", "--set=data.reader=here"]
    ranks = ["--set=distributed.enabled=true", "--set=distributed.world_size=2"]
    told = run_process(
        *("train", *TINY, *data, *ranks, "--set=data.workers=1", "--quiet", "-o", "runs"),
        cwd=folder,
        SEEN=str(folder / "seen"),
    )
    assert (told.code, told.err) == (0, "")
    assert {line.split()[1] for line in (folder / "seen").read_text().splitlines()} == {"0"}
    (record,) = (folder / "runs").glob("*/run.json")
    environment = json.loads(record.read_text())["environment"]
    assert environment["plugins"] == {"acme_project": "local"}
    elsewhere = run_process("evaluate", record.parent, "--data", project / "data/train.jsonl")
    assert elsewhere.code == 2
    assert "made with the local plugin `acme_project`, which is not loaded" in elsewhere.err
    examined = run_process("doctor", record.parent)
    assert "made with the local plugin `acme_project`" in " ".join(examined.out.split())
    assert json.loads(run_process("doctor", record.parent, "--json").out)["missing_plugins"]


def test_a_module_is_a_plugin_of_one_command(folder: Path) -> None:
    told = run_process("--plugin", "acme_project", "plugins", "show", "local", cwd=folder)
    assert told.code == 0
    assert told.out.startswith(f"acme_project (local, in {folder})".split(",")[0])
    assert "here" in told.out
    assert run_process("plugins", "show", "local", cwd=folder).code == 2


def test_the_list_shows_local_plugins_as_such(folder: Path) -> None:
    declare(folder)
    rows = json.loads(run_process("plugins", "list", "--json", cwd=folder).out)
    (row,) = (row for row in rows if row["name"] == "acme_project")
    assert (row["distribution"], row["status"]) == ("local", "loaded")
    assert row["place"] == f"local, in {folder}"


def test_a_plugin_that_is_asked_for_and_cannot_be_loaded_ends_the_command(folder: Path) -> None:
    told = run_process("--plugin=no_such_module", "config", "validate", cwd=folder)
    assert told.code == 2
    assert "--plugin no_such_module: it cannot be loaded: ModuleNotFoundError" in told.err
    assert str(folder) in told.err
    listed = run_process("--plugin=no_such_module", "plugins", "list", cwd=folder)
    assert listed.code == 0
    assert "Traceback" in listed.out


def test_an_experiment_cannot_name_a_plugin(folder: Path) -> None:
    (folder / "experiment.yaml").write_text("plugins: [acme_project]\n")
    told = run_process("config", "validate", "experiment.yaml", cwd=folder)
    assert told.code == 2
    assert "plugins" in told.err


def test_the_option_after_the_command_says_where_it_belongs(folder: Path) -> None:
    told = run_process("config", "validate", "--plugin", "acme_project", cwd=folder)
    assert told.code == 2
    assert "`training --plugin acme_project …`" in told.err
