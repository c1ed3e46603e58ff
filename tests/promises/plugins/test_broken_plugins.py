from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import install_plugin, run_process

COMMAND_PLUGIN = """
from training.core.plugins import Provider, hookimpl

@hookimpl
def register_commands():
    return [Provider("{name}", "{target}", "Say hello [to all]")]
"""
GREETING = """
import typer

app = typer.Typer()

@app.command()
def greet(name: str):
    print("hello", name)
    return 3
"""


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    source = {"acme_broken": "import no_such_module_of_acme\n"}
    return install_plugin(tmp_path / "site", "training-broken", source, "acme_broken")


def greeting(folder: Path, source: str, name: str = "greet", dist: str = "training-acme") -> Path:
    module = dist.replace("-", "_")
    plugin = COMMAND_PLUGIN.format(name=name, target=f"{module}_cli:app")
    modules = {f"{module}_plugin": plugin, f"{module}_cli": source}
    return install_plugin(folder, dist, modules, f"{module}_plugin")


def test_every_command_still_works_beside_a_plugin_that_cannot_be_imported(broken: Path) -> None:
    told = run_process("config", "validate", path=broken)
    assert told.code == 0
    assert told.out == "The built-in configuration is valid.\n"


def test_a_broken_plugin_is_announced_in_one_line_with_its_distribution(broken: Path) -> None:
    lines = run_process("config", "validate", path=broken).err.splitlines()
    assert len(lines) == 1
    assert "plugin `broken` (training-broken 1.2) could not be loaded" in lines[0]
    assert "no_such_module_of_acme" in lines[0]
    assert "`training plugins list`" in lines[0]


def test_plugins_list_names_the_culprit_with_version_and_traceback(broken: Path) -> None:
    told = run_process("plugins", "list", path=broken)
    assert told.code == 0
    assert told.err == ""
    row = next(line for line in told.out.splitlines() if line.startswith("broken "))
    assert row.split()[1:4] == ["training-broken", "1.2", "failed"]
    assert "Traceback (most recent call last)" in told.out
    assert "import no_such_module_of_acme" in told.out


def test_plugins_list_reports_programs_the_same(broken: Path) -> None:
    rows = json.loads(run_process("plugins", "list", "--json", path=broken).out)
    row = next(one for one in rows if one["name"] == "broken")
    assert row["status"] == "failed"
    assert row["distribution"] == "training-broken"
    assert "no_such_module_of_acme" in row["traceback"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--no-plugins", "--help"),
        ("--help", "--no-plugins"),
        ("--no-plugins", "config", "validate"),
    ],
)
def test_no_plugins_leaves_third_parties_out(
    broken: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    greeting(broken, GREETING)
    told = run_process(*arguments, path=broken)
    assert told.code == 0
    assert told.err == ""
    assert "greet" not in told.out


def test_a_plugin_that_fails_to_hand_out_its_offers_is_announced(tmp_path: Path) -> None:
    source = (
        "from training.core.plugins import hookimpl\n\n"
        "@hookimpl\ndef register_tasks():\n    raise RuntimeError('no licence')\n"
    )
    site = install_plugin(tmp_path / "site", "training-acme", {"acme": source}, "acme")
    told = run_process("config", "validate", path=site)
    assert told.code == 0
    assert "RuntimeError: no licence" in told.err


def test_a_command_of_a_plugin_is_listed_apart_and_runs(tmp_path: Path) -> None:
    site = greeting(tmp_path / "site", GREETING)
    listed = run_process("--help", path=site).out
    assert listed.index("Commands of plugins") < listed.index("Say hello [to all]")
    called = run_process("greet", "Ada", path=site)
    assert (called.code, called.out, called.err) == (0, "hello Ada\n", "")


def test_a_command_of_a_plugin_offers_no_completion_of_its_own(tmp_path: Path) -> None:
    told = run_process("greet", "--help", path=greeting(tmp_path / "site", GREETING))
    assert "training greet" in told.out
    assert "completion" not in told.out


def test_a_command_that_cannot_be_imported_is_explained_when_it_is_called(tmp_path: Path) -> None:
    site = greeting(tmp_path / "site", "import no_such_module_of_acme\n")
    assert run_process("--help", path=site).code == 0
    told = run_process("greet", path=site)
    assert told.code == 2
    assert "plugin `acme` (training-acme 1.2)" in told.err
    assert "no_such_module_of_acme" in told.err
    assert "Traceback" not in told.err


def test_a_command_whose_module_is_missing_is_listed_as_unavailable(tmp_path: Path) -> None:
    site = greeting(tmp_path / "site", GREETING)
    (site / "training_acme_cli.py").unlink()
    assert (
        "(unavailable: there is no module training_acme_cli)"
        in run_process("--help", path=site, COLUMNS="120").out
    )


def test_a_command_that_is_no_typer_app_is_refused(tmp_path: Path) -> None:
    told = run_process("greet", path=greeting(tmp_path / "site", "app = 3\n"))
    assert told.code == 2
    assert "is int and not a `typer.Typer`" in told.err


def test_a_plugin_cannot_take_the_place_of_a_built_in_command(tmp_path: Path) -> None:
    site = greeting(tmp_path / "site", GREETING, name="config")
    told = run_process("config", "validate", path=site)
    assert told.code == 0
    assert told.out == "The built-in configuration is valid.\n"
    assert "plugin `acme` (training-acme 1.2) offers a command `config`" in told.err
    assert "Call it as `training acme:config`." in told.err
    called = run_process("acme:config", "Ada", path=site)
    assert (called.code, called.out) == (0, "hello Ada\n")
    assert "(unavailable" not in run_process("--help", path=site).out


def test_two_plugins_with_the_same_command_are_told_apart_by_their_names(tmp_path: Path) -> None:
    site = greeting(tmp_path / "site", GREETING)
    greeting(site, GREETING.replace("hello", "good day"), dist="training-beta")
    told = run_process("greet", "Ada", path=site)
    assert told.code == 2
    assert "Write which one is meant, `acme:greet` or `beta:greet`" in told.err
    assert run_process("beta:greet", "Ada", path=site).out == "good day Ada\n"


READERS = """
from training.core.data import DatasetReader
from training.core.plugins import Provider, hookimpl

class Broken(DatasetReader):
    @classmethod
    def recognises(cls, path):
        raise RuntimeError("no licence")
    def read(self, path):
        return None

class Empty(Broken):
    @classmethod
    def recognises(cls, path):
        return False

@hookimpl
def register_readers():
    return [
        Provider("jsonl", "acme_plugin:Broken", "Broken"),
        Provider("gone", "no_such_module:Reader", "Broken too"),
        Provider("empty", "acme_plugin:Empty", "Reads nothing"),
    ]
"""


def test_readers_of_a_plugin_that_fail_keep_no_other_reader_from_its_files(
    project: Path, tmp_path: Path
) -> None:
    data = project / "data/train.jsonl"
    modules = {"acme_plugin": READERS}
    site = install_plugin(tmp_path / "site", "training-acme", modules, "acme_plugin")
    told = run_process("data", "check", data, path=site)
    assert told.code == 0
    copy = tmp_path / "data.unknown"
    copy.write_bytes(data.read_bytes())
    refused = run_process("data", "check", copy, path=site)
    assert refused.code == 2
    assert "the reader `acme:jsonl` is passed over: RuntimeError: no licence" in refused.err
    chosen = run_process("config", "validate", "--data", data, "-s", "data.reader=jsonl", path=site)
    assert chosen.code == 2
    assert "`core:jsonl` or `acme:jsonl`" in chosen.err
    named = "--set=data.reader=core:jsonl"
    assert run_process("config", "validate", "--data", data, named, path=site).code == 0


def test_a_reader_that_reads_no_dataset_is_named_with_the_rule(
    project: Path, tmp_path: Path
) -> None:
    modules = {"acme_plugin": READERS}
    site = install_plugin(tmp_path / "site", "training-acme", modules, "acme_plugin")
    data = ["--data", project / "data/train.jsonl", "--set=data.reader=empty"]
    told = run_process("train", *data, "-o", tmp_path / "runs", path=site)
    assert told.code == 2
    assert (
        "plugin `acme` (training-acme 1.2) breaks a rule: `Empty.read` must return a `Dataset` of "
        "`Record`s, not None."
    ) in told.err


def test_strict_mode_refuses_to_start(broken: Path) -> None:
    told = run_process("config", "validate", path=broken, TRAINING_STRICT_PLUGINS="1")
    assert told.code == 2
    assert "TRAINING_STRICT_PLUGINS" in told.err


def test_a_name_that_blocks_nothing_is_pointed_out() -> None:
    told = run_process("config", "validate", TRAINING_DISABLE_PLUGINS="cor")
    assert told.code == 0
    assert "no installed plugin is called `cor`. Did you mean `core`?" in told.err


def test_hook_specifications_that_fail_are_announced_and_survived(tmp_path: Path) -> None:
    site = install_plugin(tmp_path / "site", "training-acme", {"acme": ""}, "acme")
    entry = site / "training_acme-1.2.dist-info" / "entry_points.txt"
    entry.write_text("[training.hookspecs]\nacme = no_such_module_of_acme\n")
    told = run_process("config", "validate", path=site)
    assert told.code == 0
    assert "offers hook specifications that fail" in told.err
    assert run_process("--no-plugins", "config", "validate", path=site).err == ""
