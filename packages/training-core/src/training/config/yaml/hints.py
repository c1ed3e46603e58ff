"""Explain what is wrong with YAML in the words of people who write it."""

from __future__ import annotations

import yaml

SHOWN = 60
_HINTS: tuple[tuple[str, str], ...] = (
    (
        "found character '\\t'",
        "the line is indented with a tab. Indent with spaces",
    ),
    (
        "mapping values are not allowed here",
        "a `:` stands where no key can be. Keys of one section begin in the same column, a section "
        "has nothing behind its `:`, and text that holds `: ` is quoted",
    ),
    (
        "expected <block end>",
        "the line is indented neither like the lines before it nor like a section around them. "
        "Keys of one section begin in the same column",
    ),
    (
        "could not find expected ':'",
        "there is a key without `:`, or a line that is indented too little. A key is written "
        "`key: value`",
    ),
    (
        "expected ',' or ']'",
        "a list that begins with `[` is not closed, or lacks a comma",
    ),
    (
        "expected ',' or '}'",
        "a mapping that begins with `{` is not closed, or lacks a comma",
    ),
    (
        "found unexpected end of stream",
        "text that begins with a quote is not closed",
    ),
    (
        "found undefined alias",
        "`*` refers to a value marked with `&`, and there is none of that name. Quote text that "
        "begins with `*`",
    ),
    (
        "that cannot start any token",
        "a value cannot begin with this character. Put it in quotes",
    ),
    (
        "found unknown escape character",
        "a backslash in double quotes has a special meaning. Use single quotes, or write `\\\\`",
    ),
    (
        "but found another document",
        "there is a second document after `---`. Keep one in a file",
    ),
)
"""What PyYAML says, and what that means."""


def explanation(error: yaml.MarkedYAMLError, text: str) -> str:
    """Return what is wrong and the way out, with the line that shows it.

    Args:
        error: What PyYAML raised.
        text: The whole YAML.
    """
    said = ", ".join(part for part in (error.context, error.problem) if part)
    hint = next((hint for pattern, hint in _HINTS if pattern in (error.problem or "")), said)
    return f"{hint}{_shown(text, line_of(error))}{_begin(error)}"


def line_of(error: yaml.MarkedYAMLError) -> int:
    """Return the line that an error is about, counted from 1."""
    mark = error.problem_mark or error.context_mark
    return mark.line + 1 if mark else 1


def _begin(error: yaml.MarkedYAMLError) -> str:
    """Return where the part begins in which the error was found, if on another line."""
    begin = error.context_mark
    if begin is None or begin.line + 1 == line_of(error):
        return ""
    return f"; this part begins on line {begin.line + 1}"


def _shown(text: str, line: int) -> str:
    lines = text.splitlines()
    found = lines[line - 1].strip() if line <= len(lines) else ""
    if not found:
        return ""
    return f" (the line is `{found if len(found) <= SHOWN else f'{found[: SHOWN - 3]}...'}`)"
