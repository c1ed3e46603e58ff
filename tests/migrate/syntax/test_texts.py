from __future__ import annotations

import ast

import pytest

from training.migrate.edits import apply_edits
from training.migrate.findings import Finding, Fix
from training.migrate.syntax.source import PythonSource
from training.migrate.syntax.texts import path_in_literal


def finding(text: str) -> Finding | None:
    source = PythonSource(text)
    node = source.tree.body[0]
    assert isinstance(node, ast.Expr)
    return path_in_literal(source, node.value, "TM003")


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("'hpo.core.f'", "'training.hpo.core.f'"),
        ("'hpo.core:f'", "'training.hpo.core:f'"),
        ("f'hpo.core.{x}'", "f'training.hpo.core.{x}'"),
        ("'hpo.' + x", "'training.hpo.' + x"),
        ("'hpo.%s' % x", "'training.hpo.%s' % x"),
        ("'hpo.{}'.format(x)", "'training.hpo.{}'.format(x)"),
    ],
)
def test_a_text_that_is_or_begins_with_an_old_path_is_found(text: str, after: str) -> None:
    found = finding(text)
    assert found is not None
    assert apply_edits(text, found.edits) == after


@pytest.mark.parametrize(
    "text",
    ["'hpo.core is old'", "'training.hpo'", "f'{x}.hpo'", "f'hpo{x}'", "'hpo' + x", "3", "'hpo.'"],
)
def test_another_text_is_not(text: str) -> None:
    assert finding(text) is None


@pytest.mark.parametrize("text", ["'hpo\\x2ecore'", "'hpo' '.core'"])
def test_a_text_that_is_written_otherwise_is_left_to_a_person(text: str) -> None:
    found = finding(text)
    assert found is not None
    assert found.fix is Fix.MANUAL
    assert "escapes or in several pieces" in found.message
