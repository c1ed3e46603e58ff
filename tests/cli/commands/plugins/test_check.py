from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.core.plugins.conftest import site
from tests.core.plugins.installing import Site
from training.core.plugins import get_plugin_manager

__all__ = ["site"]
WRONG = """
from training.config import Section
from training.core.plugins import Provider, hookimpl
from training.core.trainer.schedules import Schedule

class Options(Section):
    every: int = 2

class Halves(Schedule):
    \"\"\"Halves the rate.\"\"\"
    options = Options
    def after_warmup(self, step):
        return 0.5 ** (step // self.settings.every)

@hookimpl
def register_schedules():
    return [Provider("halves", f"{__name__}:Halves", "Halves the rate")]

@hookimpl
def register_readers():
    return [Provider("jsonl", "no_such_module:X", "Mine")]

def register_tasks():
    return []

@hookimpl
def on_step_ende(step): ...
"""
RIGHT = """
from training.core.plugins import Provider, hookimpl
import typer

app = typer.Typer()

@app.command()
def hello():
    \"\"\"Say hello.\"\"\"

@hookimpl(optionalhook=True)
def register_commands():
    return [Provider("hello", f"{__name__}:app", "Say hello")]
"""
BROKEN = "raise RuntimeError('no')"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    get_plugin_manager.cache_clear()
    yield
    get_plugin_manager.cache_clear()


def test_violations_are_listed_with_rule_place_and_way_out(site: Site, cli: Any) -> None:
    module = site.install("acme", WRONG)
    told = cli("plugins", "check", "acme")
    assert told.code == 1
    for rule in (
        "options-documented",
        "options-bounded",
        "target-exists",
        "name-taken",
        "hook-unmarked",
        "hook-unknown",
    ):
        assert f"{rule}  " in told.out
    assert f"{module}.py:7" in told.out
    assert "Way out: " in told.out
    assert max(map(len, told.out.splitlines())) <= 200


def test_a_plugin_that_keeps_the_rules_passes(site: Site, cli: Any) -> None:
    site.install("kind", RIGHT)
    told = cli("plugins", "check")
    assert (told.code, told.err) == (0, "")
    assert told.out.splitlines()[-1] == "2 passed."


def test_json_holds_every_provider(site: Site, cli: Any) -> None:
    site.install("kind", RIGHT)
    site.install("broken", BROKEN)
    told = cli("plugins", "check", "--json")
    assert told.code == 1
    rows = {(row["plugin"], row["kind"]): row for row in json.loads(told.out)}
    assert rows["kind", "command"]["status"] == "passed"
    (violation,) = rows["broken", "plugin"]["violations"]
    assert violation["rule"] == "plugin-loads"
    assert violation["way_out"]


def test_a_name_that_nothing_has_is_a_mistake(cli: Any) -> None:
    told = cli("plugins", "check", "no-such-plugin")
    assert told.code == 2
    assert "No plugin or distribution is called `no-such-plugin`" in told.err


def test_without_plugins_it_says_what_to_name(cli: Any) -> None:
    told = cli("plugins", "check")
    assert told.code == 0
    assert "training plugins check core" in told.out


def test_the_list_names_targets_that_do_not_exist_and_unmarked_hooks(site: Site, cli: Any) -> None:
    site.install("acme", WRONG)
    rows = {row["name"]: row for row in json.loads(cli("plugins", "list", "--json").out)}
    assert "there is no module `no_such_module`" in rows["acme"]["reason"]
    assert "`register_tasks` has the name of a hook and no mark" in rows["acme"]["reason"]
    assert rows["core"]["reason"] == ""
