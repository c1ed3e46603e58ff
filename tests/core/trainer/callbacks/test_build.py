"""Callbacks are built as configured; what cannot go together is refused before training."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.core.tiny import TinyTaskModel
from training.config import Section, TrainingConfig
from training.core.plugins import Provider, get_plugin_manager, hookimpl
from training.core.run_config.resolve import resolve_run_config
from training.core.trainer.callbacks import Callback
from training.core.trainer.callbacks.build import build_callbacks, learning_rate_factor
from training.core.trainer.callbacks.dispatch.calls import NamedCallback
from training.core.trainer.callbacks.ema import Ema
from training.errors import ConfigError, PluginError


def config_of(*overrides: str) -> TrainingConfig:
    return resolve_run_config(overrides=overrides, environ={}).config.training


def test_they_come_in_their_order_with_their_options() -> None:
    config = config_of("training.callbacks=[early-stopping, {ema: {decay: 0.25}}]")
    named = build_callbacks(config)
    assert [one.name for one in named] == ["early-stopping", "ema"]
    assert isinstance(named[1].callback, Ema)
    assert named[1].callback.settings.decay == 0.25
    assert build_callbacks(TrainingConfig()) == []


def test_max_minutes_is_the_callback_of_that_time() -> None:
    (one,) = build_callbacks(config_of("training.max_minutes=1.5"))
    assert (one.name, one.callback.settings.minutes) == ("time-budget", 1.5)
    both = ("training.max_minutes=1.5", "training.callbacks=[{time-budget: {minutes: 2}}]")
    with pytest.raises(ConfigError, match="say the same"):
        build_callbacks(config_of(*both))


def test_two_that_exclude_each_other_are_refused() -> None:
    with pytest.raises(ConfigError, match="`swa` and `ema` exclude each other"):
        build_callbacks(config_of("training.callbacks=[swa, ema]"))


def test_options_that_a_callback_refuses_name_it() -> None:
    given = "training.callbacks=[{walltime: {end: soon}}]"
    with pytest.raises(ConfigError, match=r"training\.callbacks\.walltime: `end` must be a date"):
        build_callbacks(config_of(given))


class MainOnly(Callback):
    runs_in = "main"

    def before_optimizer_step(self, fit: Any) -> None:
        """Change gradients of one rank."""


def test_one_of_the_main_rank_that_changes_what_it_computes_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = config_of("training.callbacks=[ema]")
    monkeypatch.setattr(Provider, "load", lambda self: MainOnly)
    with pytest.raises(
        PluginError, match=r"runs in the main rank only .* has `before_optimizer_step`"
    ):
        build_callbacks(config)


class Half(Callback):
    def learning_rate_factor(self, name: str, parameter: Any, model: Any) -> float:
        return 0.5 if name == "head.bias" else 1.0


class Text(Callback):
    def learning_rate_factor(self, name: str, parameter: Any, model: Any) -> Any:
        return "low"


def test_factors_of_rates_are_multiplied_and_must_be_numbers() -> None:
    model = TinyTaskModel().model
    halves = [NamedCallback(name, Half(Section())) for name in ("one", "two")]
    factor = learning_rate_factor(halves)
    assert factor is not None
    assert factor("head.bias", model.head.bias, model) == 0.25
    assert learning_rate_factor([NamedCallback("none", Callback(Section()))]) is None
    wrong = learning_rate_factor([NamedCallback("wrong", Text(Section()))])
    assert wrong is not None
    with pytest.raises(PluginError, match=r"`wrong`: .*above 0, not 'low' for `head\.bias`"):
        wrong("head.bias", model.head.bias, model)


class Misspelt(Callback):
    def on_step_ends(self, fit: Any, step: Any) -> None:
        """Never called."""


class WithoutSuper(Callback):
    def __init__(self, options: Section) -> None:
        """Set nothing."""


class RaisesInInit(Callback):
    def __init__(self, options: Section) -> None:
        raise KeyError("size")


@pytest.fixture
def offer() -> Iterator[Callable[[type[Callback]], TrainingConfig]]:
    """Register a callback as `mine`, and return the configuration that chooses it."""
    registered: list[object] = []

    def register(kind: type[Callback]) -> TrainingConfig:
        class Plugin:
            @hookimpl
            def register_callbacks(self) -> list[Provider]:
                return [Provider("mine-own", f"{__name__}:{kind.__name__}", "Mine")]

        registered.append(Plugin())
        get_plugin_manager().register(registered[-1], "acme-callbacks")
        return config_of("training.callbacks=[acme-callbacks:mine-own]")

    yield register
    for plugin in registered:
        get_plugin_manager().unregister(plugin)


def test_a_misspelt_event_is_refused_with_the_one_that_was_meant(offer: Any) -> None:
    with pytest.raises(PluginError, match=r"`on_step_ends`, which is no event.*`on_step_end`\?"):
        build_callbacks(offer(Misspelt))


def test_an_init_that_does_not_call_that_of_its_base_is_explained(offer: Any) -> None:
    with pytest.raises(PluginError, match=r"must call `super\(\)\.__init__\(options\)`"):
        build_callbacks(offer(WithoutSuper))


def test_an_error_of_an_init_names_callback_and_plugin(offer: Any) -> None:
    with pytest.raises(KeyError) as caught:
        build_callbacks(offer(RaisesInInit))
    assert "`__init__` of the callback `acme-callbacks:mine-own`" in caught.value.__notes__[0]


def test_a_qualified_name_chooses_the_plugin(offer: Any) -> None:
    (named,) = build_callbacks(offer(Callback))
    assert named.name == "acme-callbacks:mine-own"
