"""The options of providers join the sections of the configuration."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from training.config import (
    Extension,
    ModelConfig,
    RunConfig,
    Section,
    UnknownChoice,
    resolve_config,
)
from training.config.schema.providers import extended_schema
from training.errors import ConfigError, PluginError

Refusal = Callable[..., str]


class Tagger(Section):
    """Options of a backbone."""

    hidden_size: int = 64
    """Width of the hidden layer."""
    vocabulary: Path | None = None
    """File of words."""


class Demanding(Section):
    """Options without defaults."""

    checkpoint: Path
    """Weights to begin with."""


class Clashing(Section):
    """Options that name a key of the section."""

    backbone: str = "mine"
    """Taken already."""


class OwnModel(ModelConfig):
    """Options that derive from the section itself."""

    depth: int = 2
    """Layers."""


def tagger(_: object) -> Extension:
    return Extension({"model": Tagger}, [("backbone `tagger`", {"training": {"epochs": 30}})])


def test_a_section_is_both_the_options_and_the_section() -> None:
    found = resolve_config(environ={}, overrides=["model.hidden_size=8"], extend=tagger)
    model = found.config.model
    assert isinstance(found.config, RunConfig)
    assert isinstance(model, ModelConfig)
    assert isinstance(model, Tagger)
    assert (model.hidden_size, model.backbone) == (8, None)


def test_equal_configurations_with_options_are_equal() -> None:
    first = resolve_config(environ={}, extend=tagger).config
    assert first == resolve_config(environ={}, extend=tagger).config
    assert first != resolve_config(environ={}).config


def test_options_may_derive_from_their_section() -> None:
    found = resolve_config(
        environ={}, overrides=["model.depth=3"], extend=lambda _: Extension({"model": OwnModel})
    )
    assert isinstance(found.config.model, OwnModel)
    assert found.config.model.depth == 3


def test_options_without_keys_change_nothing() -> None:
    assert extended_schema({"model": Section})().model == ModelConfig()


def test_without_providers_their_keys_are_unknown(refusal: Refusal) -> None:
    assert "unknown key `model.hidden_size`" in refusal(overrides=["model.hidden_size=8"])


def test_defaults_of_providers_lie_below_everything_a_user_gives() -> None:
    found = resolve_config(environ={}, extend=tagger)
    assert found.config.training.epochs == 30
    origin = found.origins["training", "epochs"]
    assert (origin.kind, str(origin)) == ("provider", "backbone `tagger`")
    given = resolve_config(environ={}, overrides=["training.epochs=2"], extend=tagger)
    assert given.config.training.epochs == 2


def test_providers_are_chosen_by_the_merged_values_of_the_user() -> None:
    seen = []

    def extend(values: object) -> Extension:
        seen.append(values)
        return Extension()

    resolve_config(environ={"TRAINING__SEED": "1"}, overrides=["model.backbone=x"], extend=extend)
    assert seen == [
        {
            "seed": 1,
            "task": {},
            "model": {"backbone": "x"},
            "data": {},
            "training": {},
            "distributed": {},
            "logging": {},
            "fingerprints": {},
        }
    ]


def test_a_broken_section_does_not_reach_the_providers(refusal: Refusal) -> None:
    seen = []

    def extend(values: dict[str, object]) -> Extension:
        seen.append(values["model"])
        return Extension()

    assert "the section `model`" in refusal(overrides=["model=[1]"], extend=extend)
    assert seen == [{}]


def test_an_unknown_choice_is_named_with_its_place_and_the_nearest_name(refusal: Refusal) -> None:
    def extend(values: dict[str, dict[str, str]]) -> Extension:
        raise UnknownChoice(("model", "backbone"), values["model"]["backbone"], ["tiny", "large"])

    message = refusal(overrides=["model.backbone=tny", "model.hidden_size=8"], extend=extend)
    assert message == (
        "--set model.backbone=tny: `model.backbone` names the unknown 'tny'. Did you mean `tiny`? "
        "Allowed: tiny, large."
    )


def test_an_unknown_choice_does_not_hide_other_problems(refusal: Refusal) -> None:
    def extend(_: object) -> Extension:
        raise UnknownChoice(("task", "name"), "x", [])

    message = refusal(overrides=["task.name=x", "seed=-1", "sed=2"], extend=extend)
    assert message.startswith("The configuration has 3 problems:\n- --set task.name=x: ")
    assert "Allowed: none is installed" in message


def test_a_missing_option_says_what_is_wanted(refusal: Refusal) -> None:
    message = refusal(extend=lambda _: Extension({"model": Demanding}))
    assert message == (
        "configuration: `model.checkpoint` is required and was not given; it must be a path."
    )


def test_a_key_defined_twice_names_both_classes() -> None:
    with pytest.raises(PluginError) as caught:
        extended_schema({"model": Clashing})
    assert "Clashing` and the section `training.config.schema.sections.ModelConfig`" in str(
        caught.value
    )
    assert "`backbone`" in str(caught.value)


def test_options_of_a_section_that_does_not_exist_are_refused() -> None:
    with pytest.raises(PluginError, match=r"`modle`, which does not exist\. Did you mean"):
        extended_schema({"modle": Tagger})


def test_an_unknown_choice_is_a_config_error() -> None:
    assert isinstance(UnknownChoice(("a",), "b", ["c"]), ConfigError)
