"""Blocks of code on a page, whatever language the page itself is written in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from training.migrate.embedded.dedent import Spans, add_prefix, behind_prompts, with_prefix
from training.migrate.embedded.snippet import Snippet, Writing, snippet_of_lines
from training.migrate.files.kinds import Kind
from training.migrate.syntax.source import is_python

PROMPT = ">>> "

LANGUAGES = {
    **dict.fromkeys(("python", "py", "python3", "pycon", "ipython", "pyi"), Kind.PYTHON),
    **dict.fromkeys(("bash", "sh", "shell", "console", "zsh", "shell-session"), Kind.SHELL),
    **dict.fromkeys(("dockerfile", "docker", "makefile", "make", "powershell"), Kind.SHELL),
    **dict.fromkeys(("yaml", "yml"), Kind.YAML),
    **dict.fromkeys(("json", "jsonc"), Kind.JSON),
    **dict.fromkeys(("ini", "cfg"), Kind.INI),
    "toml": Kind.TOML,
    "requirements": Kind.REQUIREMENTS,
}
"""What a block holds, by the word that its page has for it."""


@dataclass(frozen=True)
class CodeBlock:
    """One block of code.

    Attributes:
        kind: What it holds.
        prefix: What each of its lines begins with.
        spans: Its lines behind that.
    """

    kind: Kind
    prefix: str
    spans: Spans

    def text(self, host: str) -> str:
        """Return the code."""
        return "".join(host[start:end] for start, end in self.spans)

    def behind_prompts(self, host: str) -> CodeBlock:
        """Return what is typed in, where the block shows an interactive session of Python."""
        if not any(host.startswith(PROMPT, start) for start, _ in self.spans):
            return self
        return CodeBlock(Kind.PYTHON, self.prefix + PROMPT, behind_prompts(host, self.spans))


def snippets_of_page(text: str, blocks: Iterable[CodeBlock]) -> Iterator[Snippet]:
    """Yield the code of a page: all its Python together, everything else block by block."""
    together = []
    for block in blocks:
        if block.kind is Kind.PYTHON and is_python(block.text(text)):
            together.append(block)
        else:
            yield snippet_of_lines(block.kind, text, block.spans, with_prefix(block.prefix))
    if together:
        spans = [span for block in together for span in block.spans]
        yield snippet_of_lines(Kind.PYTHON, text, spans, _with_prefixes(together))


def _with_prefixes(blocks: list[CodeBlock]) -> Writing:
    """Return what writes code with the prefix of the block that it goes to."""

    def written(code: str, place: int) -> str:
        before = (block for block in reversed(blocks) if block.spans and block.spans[0][0] <= place)
        return add_prefix(code, next(before).prefix)

    return written
