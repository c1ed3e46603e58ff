from __future__ import annotations

import ast

import pytest

from training.migrate.syntax.literals import content_start
from training.migrate.syntax.source import PythonSource


def start(text: str, value: str = "hpo.core") -> int | None:
    source = PythonSource(text)
    kinds = (ast.Constant, ast.JoinedStr)
    node = next(one for one in source.nodes if isinstance(one, kinds))
    return content_start(source, node, value)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("'hpo.core'", 1),
        ('"hpo.core"', 1),
        ('"""hpo.core"""', 3),
        ("rb'hpo.core'", 3),
        ("x = u'hpo.core'", 6),
        ('f"hpo.core.{x}"', 2),
    ],
)
def test_a_value_that_stands_word_for_word_has_a_place(text: str, offset: int) -> None:
    assert start(text) == offset


@pytest.mark.parametrize("text", ["'hpo\\x2ecore'", "'hpo' '.core'", "('hpo.core'\n'')"])
def test_a_value_that_is_written_in_another_way_has_none(text: str) -> None:
    assert start(text) is None
