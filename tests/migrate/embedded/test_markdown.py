from __future__ import annotations

import pytest

from training.migrate.embedded.markdown import markdown_snippets
from training.migrate.files.kinds import Kind


def snippets(text: str) -> list[tuple[Kind, str]]:
    return [(snippet.kind, snippet.text) for snippet in markdown_snippets(text)]


@pytest.mark.parametrize(
    ("info", "kind"),
    [
        ("python", Kind.PYTHON),
        ("{.python .numberLines}", Kind.PYTHON),
        ("Bash", Kind.SHELL),
        ("yaml", Kind.YAML),
        ("toml title=x", Kind.TOML),
    ],
)
def test_a_block_is_read_by_its_language(info: str, kind: Kind) -> None:
    assert snippets(f"text\n```{info}\nx\n```\n") == [(kind, "x\n")]


@pytest.mark.parametrize(
    "text",
    ["```\nimport hpo\n```\n", "```diff\n- import hpo\n```\n", "`import hpo`\n", "```python\nx\n"],
)
def test_a_block_of_no_known_language_is_left_alone(text: str) -> None:
    assert snippets(text) == []


def test_all_python_of_a_page_is_read_together() -> None:
    text = "```python\nimport hpo\n```\nand\n```py\nhpo.f()\n```\n```sh\nls\n```\n"
    assert snippets(text) == [(Kind.SHELL, "ls\n"), (Kind.PYTHON, "import hpo\nhpo.f()\n")]


def test_blocks_in_lists_and_quotes_lose_their_prefix() -> None:
    assert snippets("- ~~~python\n  import hpo\n  ~~~\n") == [(Kind.PYTHON, "import hpo\n")]
    assert snippets("> ```python\n> import hpo\n> ```\n") == [(Kind.PYTHON, "import hpo\n")]


def test_an_interactive_session_is_what_is_typed_in() -> None:
    assert snippets("```pycon\n>>> import hpo\n3\n```\n") == [(Kind.PYTHON, "import hpo\n")]


def test_a_longer_fence_may_hold_a_shorter_one() -> None:
    text = "````python\nx = '''\n```\n'''\n````\n"
    assert snippets(text) == [(Kind.PYTHON, "x = '''\n```\n'''\n")]


def test_a_kept_block_is_left_alone() -> None:
    assert snippets("<!-- training: keep -->\n```python\nimport hpo\n```\n") == []
