from __future__ import annotations

import ast

import pytest

from training.migrate.edits import apply_edits
from training.migrate.syntax.imports import (
    imported,
    insert_after,
    module_span,
    name_span,
    stands_alone,
)
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


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("import a\nx = 1\n", "import a\nimport b\nimport c\nx = 1\n"),
        ("import a  # why\nx = 1\n", "import a  # why\nimport b\nimport c\nx = 1\n"),
        ("import a\r\nx = 1\r\n", "import a\r\nimport b\r\nimport c\r\nx = 1\r\n"),
        ("import a", "import a\nimport b\nimport c"),
        ("import a; x = 1\n", "import a; import b; import c; x = 1\n"),
    ],
)
def test_statements_stand_behind_another_in_the_style_of_the_file(text: str, after: str) -> None:
    source = PythonSource(text)
    edit = insert_after(source, source.tree.body[0], ["import b", "import c"])
    assert apply_edits(text, [edit]) == after


def test_the_indent_of_the_statement_is_kept() -> None:
    text = "def f():\n\timport a\n\treturn a\n"
    source = PythonSource(text)
    body = source.tree.body[0].body  # type: ignore[attr-defined]
    edit = insert_after(source, body[0], ["import b"])
    assert apply_edits(text, [edit]) == "def f():\n\timport a\n\timport b\n\treturn a\n"


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("x = 1", True),
        ("x = 1  # why", True),
        ("x = 1; y = 2", False),
        ("if a: x = 1", False),
        ("if a: \\\n  x = 1", False),
    ],
)
def test_a_statement_that_shares_its_line_does_not_stand_alone(text: str, alone: bool) -> None:
    source = PythonSource(text)
    (first,) = (
        node
        for node in source.nodes
        if isinstance(node, ast.Assign) and source.segment(node) == "x = 1"
    )
    assert stands_alone(source, first) is alone
