from __future__ import annotations

import sys
from pathlib import Path

import pytest

from training.core.plugins import get_plugin_manager
from training.core.plugins.inspection.targets import target_problem
from training.core.plugins.registry import registered_kinds


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("json:dumps", ""),
        ("training.core.tasks:Task", ""),
        ("collections.abc:Mapping", ""),
        ("json:nothing_here", "no `nothing_here` there"),
        ("no_such_module:X", "there is no module `no_such_module`"),
        ("json.no_such_module:X", "there is no module"),
        ("no colon", "a target is `package.module:attribute`"),
        ("json:", "a target is"),
        (":x", "a target is"),
    ],
)
def test_a_target_that_cannot_exist_is_found(target: str, words: str) -> None:
    problem = target_problem(target)
    assert words in problem
    assert bool(problem) is bool(words)


def test_the_module_of_a_target_is_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "never_imported.py").write_text("class X: ...\nraise SystemExit\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert target_problem("never_imported:X") == ""
    assert "no `Y`" in target_problem("never_imported:Y")
    assert "never_imported" not in sys.modules


def test_every_built_in_target_is_found() -> None:
    offers = registered_kinds(get_plugin_manager())
    problems = [
        problem
        for registry in offers.values()
        for one in registry
        if (problem := target_problem(one.provider.target))
    ]
    assert problems == []
