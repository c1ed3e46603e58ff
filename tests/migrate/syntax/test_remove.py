from __future__ import annotations

import ast

import pytest

from training.migrate.edits import apply_edits
from training.migrate.syntax.remove import remove_aliases
from training.migrate.syntax.source import PythonSource


def removed(text: str, *gone: str) -> tuple[str, list[str]]:
    source = PythonSource(text)
    node = source.tree.body[0]
    assert isinstance(node, ast.ImportFrom)
    aliases = [alias for alias in node.names if alias.name in gone]
    edits, comments = remove_aliases(source, node, aliases)
    return apply_edits(text, edits), comments


@pytest.mark.parametrize(
    ("text", "gone", "after"),
    [
        ("from m import a, b, c\n", "a", "from m import b, c\n"),
        ("from m import a, b, c\n", "b", "from m import a, c\n"),
        ("from m import a, b, c\n", "c", "from m import a, b\n"),
        ("from m import a, b, c\n", "bc", "from m import a\n"),
        ("from m import a, b, c\n", "ac", "from m import b\n"),
        ("from m import a as b, c\n", "a", "from m import c\n"),
        ("from m import (a, b)\n", "b", "from m import (a)\n"),
        ("from m import (\n    a,\n    b,\n)\n", "a", "from m import (\n    b,\n)\n"),
        ("from m import (\n    a,\n    b,\n)\n", "b", "from m import (\n    a,\n)\n"),
        ("from m import a, \\\n    b\n", "b", "from m import a\n"),
    ],
)
def test_names_go_with_one_of_their_commas_and_with_their_line(
    text: str, gone: str, after: str
) -> None:
    assert removed(text, *gone) == (after, [])
    ast.parse(after)


def test_the_comment_of_a_name_that_has_its_own_line_is_given_back() -> None:
    text = "from m import (\n    a,  # why a\n    b,  # why b\n)\n"
    after, comments = removed(text, "a")
    assert after == "from m import (\n    b,  # why b\n)\n"
    assert comments == ["# why a"]


def test_the_comment_of_a_name_that_stays_is_not_taken_along() -> None:
    text = "from m import (a,  # why a\n    b)\n"
    after, comments = removed(text, "b")
    assert "# why a" in after
    assert comments == []
    ast.parse(after)
