from __future__ import annotations

from pathlib import Path

import pytest
from tools.docs.docstrings import sections_of
from tools.docs.key_reference import key_reference
from tools.docs.pages import BEGIN, END, PAGES, Page

from training.config import key_table
from training.core import resolve_run_config

DOCSTRING = """Run late.

    It takes its time: always.

    If it raises:
        Nobody
        hears.

    Args:
        plan: What is
            planned.
    """


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path.name)
def test_page_says_what_the_code_says(page: Page) -> None:
    assert not page.is_outdated(), f"{page.path.name} is out of date: run `make docs`"


def test_every_key_a_demo_run_can_set_is_in_the_table() -> None:
    table = key_reference()
    for row in key_table(type(resolve_run_config(environ={}).config)):
        lines = [line for line in table.splitlines() if line.startswith(f"| `{row.key}` |")]
        assert all(line.count(" | ") == 3 for line in lines)
        assert any(line.endswith(f" | {row.description} |") for line in lines)


def test_defaults_of_a_backbone_are_reported() -> None:
    assert "`training.learning_rate: 0.004`" in key_reference()


def test_only_the_part_between_the_comments_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(f"before\n{BEGIN}old\n{END}after\n")
    assert Page(path, lambda: "new\n").regenerated() == f"before\n{BEGIN}\nnew\n\n{END}after\n"


def test_a_page_without_the_comments_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(f"before\n{BEGIN}rest\n")
    with pytest.raises(ValueError, match=r"page\.md"):
        Page(path, str).regenerated()


def test_docstrings_are_taken_apart_at_their_sections() -> None:
    found = sections_of(DOCSTRING)
    assert found.summary == "Run late."
    assert found.body == "It takes its time: always."
    assert found.sections == {
        "If it raises": "Nobody\nhears.",
        "Args": "plan: What is\n    planned.",
    }
