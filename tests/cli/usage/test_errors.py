from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from tests.cli.conftest import Cli
from training.cli.app import app
from training.cli.usage import hints
from training.cli.usage.hints import VARIABLES
from training.config import RunConfig, key_table
from training.config.schema import keys

MISTAKES = [
    ("train --epochs 3", "`--set training.epochs=3`"),
    ("train --lr 1e-3", "`--set training.learning_rate=1e-3`"),
    ("train --batch-size=8", "`--set training.batch_size=8`"),
    ("train --weight_decay 0", "`--set training.weight_decay=0`"),
    ("train --model bilstm", "`--set model.backbone=bilstm`"),
    ("train --learning-rat 1", "`--set training.learning_rate=1`"),
    ("hpo run --epochs 3", "`--set training.epochs=3`"),
    ("train --epochs", "`--set training.epochs=VALUE`"),
    ("train --output-dir x", "Did you mean --output?"),
    ("train --sed 3", "Did you mean --seed?"),
    ("evaluate latest --output x", "It has: --split, --data"),
    ("predict latest --file a.txt", "training predict RUN - < FILE"),
    ("train --set training.epochs 3", "`--set training.epochs=3`"),
    ("config show -s seed 7", "`--set seed=7`"),
    ("train --quiet true", "leave out `true`"),
    ("train --json=false", "--json is a flag and takes no value"),
    ("train --seed abc", "--seed abc: expected a whole number"),
    ("runs list --limit 0", "--limit 0: expected at least 1"),
    ("hpo dashboard --port 99999", "--port 99999: expected at most 65535"),
    ("final run --mode new", "--mode new: expected one of reuse_if_exists, resume_if"),
    ("train a.yaml b.yaml", "given with `--config b.yaml`"),
    ("train a.yaml seed=7", "set with `--set seed=7`"),
    ("runs list extra", "`training runs list` takes no argument; `extra`"),
    ("runs show", "RUN is missing: Run directory, name of a run"),
    ("train --config", "--config needs a value"),
    ("runs lst", "`training runs` has no command `lst`. Did you mean `list`? It has: list,"),
    ("lineage latest", "Did you mean `training lineage show latest`?"),
    ("config get", "It has: show, validate, keys"),
    ("trian", "Did you mean `train`?"),
    ("fit", "Did you mean `training train`?"),
    ("help train", "Help is an option: `training train --help`"),
    ("runs list --all --limit 5", "leave out one"),
    ("tracker sync", "error: Name the runs to send"),
]


@pytest.mark.parametrize(("line", "words"), MISTAKES, ids=[line for line, _ in MISTAKES])
def test_a_mistake_is_reported_with_its_way_out(cli: Cli, line: str, words: str) -> None:
    told = cli(*line.split())
    assert told.code == 2
    assert words in told.err
    assert told.out == ""
    assert "Input should be" not in told.err


def test_a_command_of_a_distribution_that_is_not_installed_names_it(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.cli.command_group.CommandGroup.list_commands", lambda *_: [])
    monkeypatch.setattr("training.core.plugins.Registry.names", [])
    monkeypatch.setattr("training.core.plugins.Registry.__iter__", lambda _: iter(()))
    told = cli("hpo", "run")
    assert told.code == 2
    assert "pip install training-hpo" in told.err


def test_the_keys_that_are_often_called_otherwise_are_keys() -> None:
    assert set(keys.SYNONYMS.values()) <= {row.key for row in key_table(RunConfig)}


def test_the_commands_that_are_often_called_otherwise_are_commands(cli: Cli) -> None:
    root = get_command(app)
    names = {words.split()[0] for words in hints.OTHER_WORDS.values()}
    assert names <= set(root.list_commands(None))  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", [["train"], ["runs", "list"], ["hpo", "run"], []])
def test_help_shows_no_type_for_flags(cli: Cli, command: list[str]) -> None:
    assert "<bool>" not in cli(*command, "--help").out


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("TRAINING_EPOCHS", "TRAINING__TRAINING__EPOCHS"),
        ("TRAINING_LR", "TRAINING__TRAINING__LEARNING_RATE"),
        ("TRAINING_TRAINING_EPOCHS", "TRAINING__TRAINING__EPOCHS"),
        ("TRAINING_TRAINING__EPOCHS", "TRAINING__TRAINING__EPOCHS"),
        ("TRAINING_BATCHSIZE", "TRAINING__TRAINING__BATCH_SIZE"),
        ("training_seed", "TRAINING__SEED"),
        ("TRAINNING__TRAINING__EPOCHS", "TRAINING__TRAINING__EPOCHS"),
        ("Trianing__seed", "TRAINING__SEED"),
        ("TRAINING_PLUGIN", "TRAINING_PLUGINS"),
        ("TRAINING_DISABLED_PLUGINS", "TRAINING_DISABLE_PLUGINS"),
        ("training_plugins", "TRAINING_PLUGINS"),
    ],
)
def test_a_variable_that_is_not_read_names_the_one_that_was_meant(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, name: str, meant: str
) -> None:
    monkeypatch.setenv(name, "3")
    told = cli("config", "show")
    assert told.code == 0
    assert f"environment variable {name} is not read. Did you mean {meant}?" in told.err


def test_variables_of_others_and_those_that_are_read_are_no_mistake() -> None:
    names = ["TRAINING_SERVICE_HOST", "TRAINING_JOB_NAME", "TRAINING__SEED", "PATH", "SPRING__SEED"]
    assert not list(hints.unread_variables(dict.fromkeys([*names, *VARIABLES], "1")))


def test_every_variable_that_the_code_names_is_known() -> None:
    files = [
        path
        for distribution in Path(__file__).parents[3].glob("packages/*/src")
        for path in distribution.rglob("*.py")
    ]
    named = {
        name for path in files for name in re.findall(r'"(TRAINING_[A-Z]\w*)"', path.read_text())
    }
    assert named <= set(VARIABLES)
    assert len(named) > 3
