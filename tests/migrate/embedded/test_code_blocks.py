from __future__ import annotations

from training.migrate.edits import Edit, apply_edits
from training.migrate.embedded.code_blocks import CodeBlock, snippets_of_page
from training.migrate.embedded.dedent import line_spans
from training.migrate.files.kinds import Kind
from training.migrate.findings import Finding

PAGE = "A:\n> import hpo\nB:\n    hpo.f()\nC:\n! no python\n"


def block(kind: Kind, prefix: str, code: str) -> CodeBlock:
    """Return the one line of the page that begins with a prefix and holds some code."""
    start = PAGE.index(prefix + code) + len(prefix)
    return CodeBlock(kind, prefix, line_spans(PAGE, start, PAGE.index("\n", start) + 1))


FIRST = block(Kind.PYTHON, "> ", "import hpo")
SECOND = block(Kind.PYTHON, "    ", "hpo.f()")


def test_python_that_can_be_parsed_is_read_together_and_the_rest_alone() -> None:
    broken = block(Kind.PYTHON, "! ", "no python")
    texts = [snippet.text for snippet in snippets_of_page(PAGE, [FIRST, broken, SECOND])]
    assert texts == ["no python\n", "import hpo\nhpo.f()\n"]


def test_added_lines_get_the_prefix_of_their_own_block() -> None:
    (snippet,) = snippets_of_page(PAGE, [FIRST, SECOND])
    edits = (Edit(0, 10, "import a\nimport b"), Edit(11, 16, "f(\n1)"))
    found = snippet.in_host(Finding("TM001", 0, 10, "hpo", None, edits=edits))
    assert apply_edits(PAGE, found.edits) == (
        "A:\n> import a\n> import b\nB:\n    f(\n    1)()\nC:\n! no python\n"
    )


def test_a_session_is_what_is_typed_in() -> None:
    page = ">>> x\n1\n>>> y\n"
    session = CodeBlock(Kind.PYTHON, "", line_spans(page, 0, len(page))).behind_prompts(page)
    assert (session.text(page), session.prefix) == ("x\ny\n", ">>> ")
    plain = CodeBlock(Kind.PYTHON, "", line_spans("x\n", 0, 2))
    assert plain.behind_prompts("x\n") is plain


def test_a_page_without_blocks_holds_no_code() -> None:
    assert list(snippets_of_page(PAGE, [])) == []
