from __future__ import annotations

import ast
import warnings

import pytest

from training.migrate.syntax.source import PythonSource, is_python


def test_the_text_of_a_node_is_found_behind_wide_characters() -> None:
    source = PythonSource("é = 'ü' + hpo.core\n")
    node = next(one for one in source.nodes if isinstance(one, ast.Attribute))
    assert source.segment(node) == "hpo.core"
    assert source.parents[node.value] is node


def test_docstrings_are_texts_that_stand_alone() -> None:
    source = PythonSource('"""doc"""\ndef f():\n    "inner"\n    return "no"\n')
    assert {one.value for one in source.docstrings if isinstance(one, ast.Constant)} == {
        "doc",
        "inner",
    }


@pytest.mark.parametrize("text", ["x = (", "x = '\0'", "(" * 3000])
def test_what_is_no_python_is_refused_in_one_way(text: str) -> None:
    assert not is_python(text)
    with pytest.raises(SyntaxError):
        PythonSource(text)


def test_the_warnings_of_a_strange_file_are_not_shown() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert is_python("x = '\\d'\n")
        PythonSource("x is 1\n'\\d'\n")
