"""Environment variables set keys, and a wrong one is named."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from training.config import Extension, Section, resolve_config

Refusal = Callable[..., str]


class Weighted(Section):
    """Options with free keys and with a section of their own."""

    class Decoder(Section):
        """A nested section."""

        beam: int = 1
        """Width."""

    weights: dict[str, float] = {}
    """Weight by label."""
    decoder: Decoder = Decoder()
    """How labels are read off."""


@pytest.mark.parametrize(
    ("name", "value", "key", "expected"),
    [
        ("TRAINING__TRAINING__EPOCHS", "3", "training.epochs", 3),
        ("training__training__epochs", "3", "training.epochs", 3),
        ("TRAINING__TRAINING__LEARNING_RATE", "2e-5", "training.learning_rate", 2e-5),
        (
            "TRAINING__TRAINING__EARLY_STOPPING__ENABLED",
            "true",
            "training.early_stopping.enabled",
            True,
        ),
        ("TRAINING__LOGGING__TRACKERS", "[a, b]", "logging.trackers", ["a", "b"]),
        ("TRAINING__TRAINING", "{epochs: 3}", "training.epochs", 3),
        ("TRAINING__TRAINING__THREADS", "null", "training.threads", None),
        ("TRAINING__NAME", "2024-01-31", "name", "2024-01-31"),
    ],
)
def test_a_variable_sets_its_key(name: str, value: str, key: str, expected: object) -> None:
    rows = {row.key: row for row in resolve_config(environ={name: value}).rows()}
    assert rows[key].value == expected
    assert str(rows[key].origin) == f"environment variable {name}"


def test_variables_with_one_underscore_are_not_ours() -> None:
    environ = {"TRAINING_STRICT_PLUGINS": "1", "TRAINING_X": "[", "MY_TRAINING__SEED": "x"}
    assert resolve_config(environ=environ).config.seed == 42


def test_the_environment_of_the_process_is_read_by_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TRAINING__SEED", "7")
    assert resolve_config().config.seed == 7
    assert resolve_config(environ={}).config.seed == 42


def test_labels_keep_their_case_and_keys_of_options_do_not() -> None:
    environ = {
        "TRAINING__MODEL__WEIGHTS__PER": "2",
        "TRAINING__MODEL__DECODER__BEAM": "4",
    }
    found = resolve_config(environ=environ, extend=lambda _: Extension({"model": Weighted}))
    model = found.config.model
    assert isinstance(model, Weighted)
    assert (model.weights, model.decoder.beam) == ({"PER": 2.0}, 4)


def test_a_deeper_variable_refines_a_shallower_one() -> None:
    environ = {
        "TRAINING__TRAINING__EPOCHS": "4",
        "TRAINING__TRAINING": "{epochs: 3, batch_size: 2}",
    }
    training = resolve_config(environ=environ).config.training
    assert (training.epochs, training.batch_size) == (4, 2)


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        (
            {"TRAINING__TRAINING__EPOHCS": "3"},
            "unknown key `training.epohcs` (value 3). Did you mean",
        ),
        ({"TRAINING__TRAINING__EPOCHS": ""}, 'the value is empty. Write null or ""'),
        ({"TRAINING__TRAINING__EPOCHS": "[1"}, "not valid YAML"),
        ({"TRAINING__TRAINING__EPOCHS": "ten"}, "`training.epochs` must be a whole number >= 1"),
        ({"TRAINING____EPOCHS": "3"}, "the name of a key is empty"),
        ({"TRAINING__MODEL": "3"}, "the section `model` must be a mapping"),
    ],
)
def test_a_wrong_variable_is_named(refusal: Refusal, environ: dict[str, str], message: str) -> None:
    found = refusal(environ=environ)
    assert found.startswith(f"environment variable {next(iter(environ))}: ")
    assert message in found


def test_two_names_of_the_same_key_are_refused(refusal: Refusal) -> None:
    message = refusal(environ={"TRAINING__SEED": "1", "training__seed": "2"})
    assert "TRAINING__SEED sets the same key `seed`. Unset one of them." in message
