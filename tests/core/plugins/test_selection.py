from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from training.core.plugins.discovery import PLUGINS, PluginSource
from training.core.plugins.selection import ALLOW, DISABLE, STRICT, PluginSelection
from training.errors import PluginError

CORE = PluginSource(False, "training-core", "core", "1", EntryPoint("core", "a", PLUGINS))
OURS = PluginSource(False, "training-hpo", "hpo", "1", EntryPoint("hpo", "a", PLUGINS))
THEIRS = PluginSource(True, "acme-tools", "wind", "1", EntryPoint("wind", "a", PLUGINS))


def refusals(**environ: str) -> list[str | None]:
    selection = PluginSelection.from_environment(environ)
    return [selection.refusal(source) for source in (CORE, OURS, THEIRS)]


def test_without_variables_everything_is_loaded() -> None:
    assert refusals() == [None, None, None]


def test_plugins_are_disabled_by_name_or_distribution_and_core_never_is() -> None:
    reason = f"disabled by {DISABLE}"
    assert refusals(**{DISABLE: "core, hpo ,, Acme_Tools"}) == [None, reason, reason]


def test_an_allow_list_holds_for_others_alone_and_may_be_empty() -> None:
    assert refusals(**{ALLOW: "wind"}) == [None, None, None]
    assert refusals(**{ALLOW: ""}) == [None, None, f"not listed in {ALLOW}"]


def test_the_block_list_wins() -> None:
    assert refusals(**{ALLOW: "wind", DISABLE: "wind"})[2] == f"disabled by {DISABLE}"


@pytest.mark.parametrize(
    ("value", "strict"), [("", False), ("0", False), (" OFF ", False), ("Yes", True), ("1", True)]
)
def test_strictness_is_a_switch(value: str, strict: bool) -> None:
    assert PluginSelection.from_environment({STRICT: value}).strict is strict


def test_a_switch_that_is_neither_is_refused() -> None:
    with pytest.raises(PluginError, match=f"{STRICT}: `maybe` is neither yes nor no"):
        PluginSelection.from_environment({STRICT: "maybe"})


def test_names_that_nothing_installed_has_are_found() -> None:
    selection = PluginSelection.from_environment({DISABLE: "wind,b", ALLOW: "acme.tools,a"})
    assert selection.unmatched([CORE, OURS, THEIRS]) == ["a", "b"]
