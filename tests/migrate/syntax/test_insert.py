from __future__ import annotations

import pytest

from training.migrate.edits import apply_edits
from training.migrate.syntax.insert import insert_after, stands_alone
from training.migrate.syntax.source import PythonSource


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
        one for one in source.nodes if getattr(one, "lineno", 0) and _text(source, one) == "x = 1"
    )
    assert stands_alone(source, first) is alone  # type: ignore[arg-type]


def _text(source: PythonSource, node: object) -> str:
    return source.segment(node)  # type: ignore[arg-type]
