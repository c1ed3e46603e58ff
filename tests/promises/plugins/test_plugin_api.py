"""Promises to plugin authors, as docs/plugin-stability.md gives them."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tools.plugin_api import CLASSES, current_api, differences, recorded_api
from tools.wheels import ROOT

from training.core.plugins import TrainingPluginManager, get_plugin_manager
from training.core.plugins.registry import registered_kinds

PAST = sorted((ROOT / "tests/plugins/past").glob("*.py"))


def test_nothing_that_plugins_build_on_is_removed_or_changed() -> None:
    _, broken = differences(recorded_api(), current_api())
    assert broken == [], "keep it, deprecated, for the time of docs/plugin-stability.md"


def test_additions_are_in_the_snapshot() -> None:
    added, _ = differences(recorded_api(), current_api())
    assert added == [], "accept them with: python -m tools.plugin_api --accept"


@pytest.mark.parametrize(
    ("after", "added", "broken"),
    [
        ({"hooks": {"a": "(x)", "b": "()"}}, ["hooks: b()"], []),
        ({"hooks": {"a": "(x, y)"}}, [], ["hooks: a(x) is a(x, y) now"]),
        ({"hooks": {}}, [], ["hooks: a(x) was removed"]),
        ({}, [], ["hooks: a(x) was removed"]),
        ({"hooks": {"a": "(x)"}, "m:C": {"f": ""}}, ["m:C: f"], []),
    ],
)
def test_what_was_added_is_told_from_what_breaks(
    after: Any, added: list[str], broken: list[str]
) -> None:
    assert differences({"hooks": {"a": "(x)"}}, after) == (added, broken)


def test_every_public_class_has_a_reference_page_which_the_policy_names() -> None:
    policy = (ROOT / "docs/plugin-stability.md").read_text(encoding="utf-8")
    for target in CLASSES:
        module, _, name = target.partition(":")
        page = ROOT / f"docs/api/{module}.md"
        assert f"## `{name}" in page.read_text(encoding="utf-8"), target
        assert f"[`{name}`](api/{module}.md#{name.lower()})" in policy, target


@pytest.fixture
def manager() -> TrainingPluginManager:
    found: TrainingPluginManager = get_plugin_manager.__wrapped__()
    return found


@pytest.mark.parametrize("file", PAST, ids=lambda file: file.stem)
def test_a_plugin_of_a_past_version_loads_without_a_remark(
    manager: TrainingPluginManager, file: Path
) -> None:
    warnings = list(manager.warnings)
    manager.register(_module(file), "past")
    (report,) = (one for one in manager.reports if one.source.name == "past")
    assert (report.status, report.reason, manager.warnings) == ("loaded", "", warnings)
    for registry in registered_kinds(manager).values():
        owners = {one.source.name for one in registry if one.provider.name.startswith("from-")}
        assert owners <= {"past"}
    assert "from-0-1" in registered_kinds(manager)["task"]


def _module(file: Path) -> ModuleType:
    spec = spec_from_file_location(f"past_{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
