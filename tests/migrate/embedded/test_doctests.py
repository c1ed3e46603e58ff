from __future__ import annotations

import pytest

from training.migrate.edits import Edit
from training.migrate.embedded.doctests import doctest_snippets
from training.migrate.findings import Finding

TEXT = '''def f():
    """Use it.

    >>> import hpo
    >>> hpo.f(
    ...     1)
    answer
    """
'''


def test_the_session_of_a_docstring_is_one_piece_of_code() -> None:
    (snippet,) = doctest_snippets(TEXT)
    assert snippet.text == "import hpo\nhpo.f(\n    1)\n"


def test_an_edit_of_the_session_stands_where_it_is_in_the_file() -> None:
    (snippet,) = doctest_snippets(TEXT)
    edit = Edit(0, 10, "from training import hpo\nimport x")
    found = snippet.in_host(Finding("TM001", 0, 10, "hpo", "training.hpo", edits=(edit,)))
    assert TEXT[found.start : found.end] == "import hpo"
    assert found.edits[0].text == "from training import hpo\n    >>> import x"


@pytest.mark.parametrize(
    "text",
    [
        "x = '''>>> import hpo\n'''\n",
        "'''\\x41 >>> import hpo\n'''\n",
        "'''>>> import (\n'''\n",
        "'''no session'''\n",
        ">>> import hpo\n",
    ],
)
def test_what_is_no_session_of_a_docstring_is_no_code(text: str) -> None:
    assert list(doctest_snippets(text)) == []
