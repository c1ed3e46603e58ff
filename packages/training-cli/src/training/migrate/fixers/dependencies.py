"""TM006: lists of dependencies that name legacy-shims."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from training.migrate.edits import Edit
from training.migrate.files.kinds import Kind
from training.migrate.files.lines import LineIndex
from training.migrate.findings import Finding
from training.migrate.old_paths import SHIMS

CODE = "TM006"
Used = Callable[[], Sequence[str]]

REQUIREMENT = r"legacy[-_.]shims(?:\[[\w,\s-]*\])?"
VERSION = r"(?:[ \t]*(?:[=<>!~]=?=?|@)[^\"'#\r\n\\]*)?(?:[ \t]*;[^#\r\n\\]*)?"
LINE = re.compile(
    rf"^(?P<before>[ \t]*(?:-[ \t]+)?(?P<quote>[\"']?)){REQUIREMENT}{VERSION}"
    r"(?P=quote)(?P<after>,?)[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|\Z)",
    re.MULTILINE | re.IGNORECASE,
)
QUOTED = re.compile(
    rf"(?P<quote>[\"']){REQUIREMENT}[^\"'\r\n]*(?P=quote)(?P<comma>[ \t]*,[ \t]*)?", re.IGNORECASE
)
KEY = re.compile(
    r"^(?P<name>legacy[-_]shims)[ \t]*=[^\r\n]*(?:\r\n|\r|\n|\Z)", re.MULTILINE | re.IGNORECASE
)
INSTALL = re.compile(
    r"\b(?:pip[\d.]*[ \t]+install|uv[ \t]+(?:pip[ \t]+install|add)|poetry[ \t]+add)"
    r"\b(?:[^\r\n;&|#\\]|\\\r?\n)*",
)
WORD = re.compile(
    rf"(?<=[\s\"'])(?P<quote>[\"']?){REQUIREMENT}[^\s\"']*(?P=quote)(?=\s|$)", re.IGNORECASE
)
QUOTES = re.compile(r"\"[^\"\r\n]*\"|'[^'\r\n]*'")
HASHED = "the list has hashes, which only the tool that wrote it can update"


def find_in_text(text: str, kind: Kind, used: Used) -> Iterator[Finding]:
    """Yield a finding for every list of dependencies in a text that names legacy-shims.

    Args:
        text: The file.
        kind: What it is.
        used: Returns the distributions that the project uses.
    """
    if not re.search(REQUIREMENT, text, re.IGNORECASE):
        return
    seen: list[tuple[int, int]] = []
    for find in _FINDERS.get(kind, ()):
        for finding in find(text, used):
            if not any(start < finding.end and finding.start < end for start, end in seen):
                seen.append((finding.start, finding.end))
                yield finding


def _on_lines(text: str, used: Used) -> Iterator[Finding]:
    index = LineIndex(text)
    for found in LINE.finditer(text):
        missing = _missing(text, found.start(), used, in_list=bool(found["quote"]))
        newline = index.newline(found.start())
        closing = f"{found['quote']}{found['after']}{newline}"
        added = "".join(f"{found['before']}{one}{closing}" for one in missing)
        if not found.group().endswith(("\r", "\n")):
            added = added.removesuffix(newline)
        finding = _finding(found.end("before"), missing, Edit(*found.span(), added))
        has_hashes = "--hash" in index.line(index.place(found.start())[0])
        yield finding.manual(HASHED) if has_hashes else finding


def _in_quotes(text: str, used: Used) -> Iterator[Finding]:
    for found in QUOTED.finditer(text):
        if not _is_in_list(text, found.start()):
            continue
        quote, comma, start = found["quote"], found["comma"] or "", found.start()
        missing = _missing(text, start, used, in_list=True)
        added = ", ".join(f"{quote}{one}{quote}" for one in missing)
        if not added and not comma:
            start = len(re.sub(r",\s*\Z", "", text[:start]))
        edit = Edit(start, found.end(), f"{added}{comma if added else ''}")
        yield _finding(found.start() + 1, missing, edit)


def _as_keys(text: str, used: Used) -> Iterator[Finding]:
    for found in KEY.finditer(text):
        sections = re.findall(r"^\[([^\]\r\n]*)\]", text[: found.start()], re.MULTILINE)
        is_list = bool(sections) and "dependencies" in sections[-1]
        newline = LineIndex(text).newline(found.start())
        missing = _missing(text, found.start(), used, in_list=False) if is_list else []
        added = "".join(f'{one} = "*"{newline}' for one in missing)
        yield _finding(found.start(), missing, Edit(*found.span(), added))


def _in_commands(text: str, used: Used) -> Iterator[Finding]:
    for command in INSTALL.finditer(text):
        for found in WORD.finditer(text, *command.span()):
            missing = [one for one in used() if one not in command.group()]
            start = found.start() if missing else found.start() - 1
            edit = Edit(start, found.end(), " ".join(missing))
            finding = _finding(found.start(), missing, edit)
            others = command.group().replace(found.group(), "").split()
            is_empty = not missing and not any(one[0] not in "-\\" for one in others[2:])
            yield finding.manual("the command installs nothing else") if is_empty else finding


def without_quoted(text: str) -> str:
    """Return a text with its quoted parts blanked out, each character in its place."""
    return QUOTES.sub(lambda found: " " * len(found.group()), text)


def _is_in_list(text: str, place: int) -> bool:
    bare = without_quoted(text[:place])
    return bare.rfind("[") > bare.rfind("]")


def _finding(start: int, missing: Sequence[str], edit: Edit) -> Finding:
    instead = f"name {', '.join(missing)} instead" if missing else "what is used is named already"
    return Finding(CODE, start, start + len(SHIMS), SHIMS, None, instead, (edit,))


def _missing(text: str, place: int, used: Used, in_list: bool) -> list[str]:
    """Return the distributions in use that the list at `place` does not name.

    Args:
        text: The file.
        place: Offset in the list.
        used: Returns the distributions in use.
        in_list: Whether the list stands between brackets; otherwise it is the whole file.
    """
    bare = without_quoted(text)
    opening = bare.rfind("[", 0, place) if in_list else 0
    closing = bare.find("]", place) if in_list else len(text)
    around = text[max(opening, 0) : closing if closing >= 0 else len(text)]
    return [one for one in used() if not re.search(rf"(?<![\w-]){one}(?![\w-])", around)]


_FINDERS = {
    Kind.PYTHON: (_in_quotes,),
    Kind.YAML: (_on_lines, _in_quotes, _in_commands),
    Kind.TOML: (_as_keys, _on_lines, _in_quotes, _in_commands),
    Kind.INI: (_on_lines, _in_commands),
    Kind.SHELL: (_in_commands,),
    Kind.REQUIREMENTS: (_on_lines,),
}
