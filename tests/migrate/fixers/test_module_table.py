from __future__ import annotations

import pytest

from training.migrate.fixers import module_table

from .conftest import Fixed


@pytest.mark.parametrize(
    "text",
    [
        "sys.modules['{}']",
        "'{}' not in sys.modules",
        "sys.modules.pop('{}', None)",
        "sys.modules.setdefault('{}', x)",
        "monkeypatch.setitem(sys.modules, '{}', x)",
        "monkeypatch.delitem(sys.modules, '{}')",
        "patch.dict(sys.modules, {{'{}': None}})",
        "patch.dict('sys.modules', {{'{}': None}})",
        "m.setitem(the.sys.modules, '{}', x)",
    ],
)
def test_keys_of_the_table_of_modules_follow(fixed: Fixed, text: str) -> None:
    before, after = text.format("hpo.core"), text.format("training.hpo.core")
    assert fixed(module_table.find, before) == after


@pytest.mark.parametrize(
    "text",
    [
        "mine['hpo.core']",
        "sys.modules[name]",
        "monkeypatch.setitem(mine, 'hpo.core', x)",
        "sys.modules.update('hpo.core')",
    ],
)
def test_other_tables_are_left_alone(fixed: Fixed, text: str) -> None:
    assert fixed(module_table.find, text) == text
