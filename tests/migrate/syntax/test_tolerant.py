from __future__ import annotations

import pytest

from training.migrate.syntax.tolerant import import_statements


def statements(text: str) -> list[str]:
    return [text[start:end] for start, end in import_statements(text)]


def test_imports_are_found_in_a_file_that_cannot_be_parsed() -> None:
    text = "import hpo  # why\nprint 'old'\ndef f():\n    from hpo import (\n        a,\n    )\n"
    assert statements(text) == ["import hpo", "from hpo import (\n        a,\n    )"]


@pytest.mark.parametrize(
    "text", ["importlib.x\n", "from_ = 1\n", "x = 'import hpo'\n", "import (\n", "from hpo\n"]
)
def test_what_only_begins_like_an_import_is_none(text: str) -> None:
    assert statements(text) == []


def test_statements_on_one_line_come_together() -> None:
    assert statements("import a; import b\n") == ["import a; import b"]
    assert statements("import a; x = 1\n") == []


def test_what_comes_after_the_tokens_end_is_not_seen() -> None:
    assert statements("import hpo\nx = '''\nimport os\n") == ["import hpo"]


def test_places_are_right_with_every_kind_of_line_end() -> None:
    assert statements("é = 1\r\nimport hpo\r\n") == ["import hpo"]
