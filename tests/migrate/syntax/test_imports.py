from __future__ import annotations

import ast

import pytest

from training.migrate.syntax.imports import imported, module_span, name_span
from training.migrate.syntax.source import PythonSource


def statement(text: str) -> tuple[PythonSource, ast.ImportFrom]:
    source = PythonSource(text)
    (node,) = (one for one in source.nodes if isinstance(one, ast.ImportFrom))
    return source, node


@pytest.mark.parametrize(
    ("text", "module"),
    [
        ("from hpo import f", "hpo"),
        ("x = 1; from  hpo . core  import f", "hpo . core"),
        ("from \\\n  hpo.core import f", "hpo.core"),
    ],
)
def test_the_module_of_a_statement_is_found_however_it_is_spaced(text: str, module: str) -> None:
    start, end = module_span(*statement(text))
    assert text[start:end] == module


def test_the_name_of_an_alias_is_without_its_as() -> None:
    text = "from hpo import (f as g,  # one\n  h)"
    source, node = statement(text)
    spans = [name_span(source, alias) for alias in node.names]
    assert [text[start:end] for start, end in spans] == ["f", "h"]


@pytest.mark.parametrize(
    ("path", "name", "text"),
    [
        ("training.hpo", "hpo", "from training import hpo"),
        ("training.execution", "training_exec", "from training import execution as training_exec"),
        ("training", "training", "import training"),
        ("training", "t", "import training as t"),
    ],
)
def test_a_statement_binds_the_name_it_is_asked_to(path: str, name: str, text: str) -> None:
    assert imported(path, name) == text
