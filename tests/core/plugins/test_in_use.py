from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from training.config import RunConfig
from training.core.plugins import Provider, get_plugin_manager, hookimpl
from training.core.plugins.in_use import unrelated_plugins
from training.core.runs.environment import describe_environment
from training.core.runs.fingerprints import fingerprints_of


class Reader:
    @hookimpl
    def register_readers(self) -> list[Provider]:
        return [Provider("own-format", "json:loads", "A reader", ("first-format",))]

    @hookimpl
    def register_commands(self) -> list[Provider]:
        return [Provider("train", "json:loads", "A command")]


class Watcher:
    @hookimpl
    def on_evaluation(self, evaluation: Any) -> None:
        pass


@pytest.fixture
def reader() -> Iterator[None]:
    get_plugin_manager().register(Reader(), "reader")
    yield
    get_plugin_manager().unregister(name="reader")


@pytest.fixture
def watcher() -> Iterator[None]:
    get_plugin_manager().register(Watcher(), "watcher")
    yield
    get_plugin_manager().unregister(name="watcher")


def exec_fp(config: RunConfig) -> str:
    return fingerprints_of(config, "data", describe_environment()).exec_fp


def test_a_plugin_that_a_run_does_not_use_leaves_its_fingerprint_alone() -> None:
    before = exec_fp(RunConfig())
    plugin = Reader()
    get_plugin_manager().register(plugin)
    with_plugin = exec_fp(RunConfig())
    used = exec_fp(RunConfig(data={"reader": "own-format", "path": "x"}))  # type: ignore[arg-type]
    get_plugin_manager().unregister(plugin)
    assert with_plugin == before
    assert used != before


def test_a_plugin_that_is_called_during_every_fit_counts(watcher: None) -> None:
    with_plugin = exec_fp(RunConfig())
    assert unrelated_plugins({}) == []
    get_plugin_manager().unregister(name="watcher")
    assert exec_fp(RunConfig()) != with_plugin
    get_plugin_manager().register(Watcher(), "watcher")


@pytest.mark.parametrize(
    "config",
    [
        {"data": {"reader": "own-format"}},
        {"data": {"reader": "first-format"}},
        {"data": {"reader": "reader:own-format"}},
        {"data": {"readers": [{"own-format": {}}]}},
        {"options": {"own_format": {"a": 1}}},
    ],
)
def test_whatever_names_what_a_plugin_offers_uses_it(reader: None, config: Any) -> None:
    assert unrelated_plugins(config) == []


def test_what_auto_means_is_used_and_commands_are_not(reader: None) -> None:
    assert [one.name for one in unrelated_plugins({"data": {"reader": "auto"}, "a": "train"})] == [
        "reader"
    ]
    assert unrelated_plugins({}, ["own-format"]) == []
