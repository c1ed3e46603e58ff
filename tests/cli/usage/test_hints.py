from __future__ import annotations

import pytest

from training.cli.usage.hints import (
    separated_value,
    unknown_root_command,
    unread_variables,
    value_of,
)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("TRAINING_SEED", "TRAINING__SEED"),
        ("TRAINNING__SEED", "TRAINING__SEED"),
        ("TRAINING_TRAINING_EPOCHS", "TRAINING__TRAINING__EPOCHS"),
        ("TRAINING_EPOCHS", "TRAINING__TRAINING__EPOCHS"),
        ("TRAINING_PLUGIN", "TRAINING_PLUGINS"),
        ("training_plugins", "TRAINING_PLUGINS"),
    ],
)
def test_a_variable_that_is_not_read_is_named_with_what_was_meant(name: str, meant: str) -> None:
    assert list(unread_variables({name: "1"})) == [
        f"environment variable {name} is not read. Did you mean {meant}?"
    ]


@pytest.mark.parametrize(
    "name",
    [
        "TRAINING__SEED",
        "training__seed",
        "TRAINING_PLUGINS",
        "TRAINING_SERVICE_PORT",
        "TRAINING_PORT_8080_TCP_ADDR",
        "PATH",
        "OMP_NUM_THREADS",
    ],
)
def test_variables_that_are_read_or_not_ours_are_left_alone(name: str) -> None:
    assert list(unread_variables({name: "1"})) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--set", "training.epochs", "3"], "`--set training.epochs=3`"),
        (["-s", "seed", "3"], "`--set seed=3`"),
        (["--quiet", "true"], "--quiet is a flag and takes no value: leave out `true`"),
        (["--json", "YES"], "leave out `YES`"),
    ],
)
def test_a_value_that_stands_apart_is_put_right(words: list[str], message: str) -> None:
    found = separated_value(words)
    assert found is not None
    assert message in found


@pytest.mark.parametrize(
    "words",
    [
        ["--set", "seed=3", "file.yaml"],
        ["--set", "seed", "--quiet"],
        ["--set", "seed"],
        ["--quiet", "run.yaml"],
        [],
    ],
)
def test_values_that_stand_where_they_belong_are_left_alone(words: list[str]) -> None:
    assert separated_value(words) is None


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (["--epochs=3"], "3"),
        (["--epochs", "3"], "3"),
        (["--epochs", "--quiet"], ""),
        (["--epochs"], ""),
        (["--other", "3"], ""),
    ],
)
def test_the_value_of_an_option_is_found(words: list[str], value: str) -> None:
    assert value_of(["--epochs"], words) == value


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("fit", "Did you mean `training train`?"),
        ("tune", "Did you mean `training hpo run`?"),
        ("help", "Help is an option: `training runs --help`."),
        ("hpo", "pip install training-hpo"),
    ],
)
def test_a_command_that_is_called_otherwise_is_named(name: str, message: str) -> None:
    found = unknown_root_command(name, ["runs"])
    assert found is not None
    assert message in found


def test_of_a_word_that_means_nothing_nothing_is_guessed() -> None:
    assert unknown_root_command("wibble", []) is None
