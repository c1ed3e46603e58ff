"""TM005 in configuration files: values that name what is to be imported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from training.migrate.findings import Finding
from training.migrate.fixers.loose_texts import CODE as LOOSE
from training.migrate.fixers.loose_texts import doubtful
from training.migrate.old_paths import dotted, is_specific, occurrences, path_edit

CODE = "TM005"
IMPORT_KEYS = frozenset(
    {
        "_target_",
        "callable",
        "class_path",
        "classpath",
        "entry_point",
        "entry_points",
        "import_path",
        "known_first_party",
        "known_third_party",
        "module",
        "modules",
        "package",
        "packages",
        "source",
        "source_modules",
        "forbidden_modules",
        "root_packages",
        "python_module",
    }
)
"""Keys whose values are paths to import, in Hydra, Lightning, mypy, import-linter and the like."""

KEY = re.compile(r"(?P<key>[\w.\-]+)[\"']?[ \t]*[:=][ \t]*[\[(]?[^\]:=]*$")
OPEN_KEY = re.compile(r"(?P<key>[\w.\-]+)[\"']?[ \t]*[:=][ \t]*[\[(]?[ \t]*(?:#.*)?\r?$")
LIST_END = re.compile(r"[\])}][ \t]*,?[ \t]*\r?$")
VALUE_START = re.compile(r"(?:[:=,\[(\n]|^|\n[ \t]*-)[ \t]*[\"']?$")
VALUE_END = re.compile(
    r"(?P<attribute>:[^\W\d]\w*)?(?P<below>\.\*)?[\"']?[ \t]*(?:$|[,\])}\r\n#;])"
)
WARNING_FILTER = re.compile(r"\w*(?:Warning|::\w*):$")
SECTION = re.compile(r"^\[(?:mypy|pylint)-(?P<path>[^\W\d]\w*(?:\.[^\W\d]\w*)*)", re.MULTILINE)
COVERAGE = re.compile(r"--cov[= ]$")
WINDOW = 2000


def find_in_text(text: str) -> Iterator[Finding]:
    """Yield a finding for every value or section of a configuration that is an old path."""
    for found, new in occurrences(SECTION, text):
        edit = path_edit(found.start("path"), found["path"], new)
        yield Finding(CODE, *found.span("path"), found["path"], new, edits=(edit,))
    for found, new in occurrences(_path(), text):
        old, start = found["path"], found.start()
        edit = path_edit(start, old, new)
        before, after = text[max(0, start - WINDOW) : start], text[found.end() : found.end() + 80]
        finding = Finding(CODE, start, found.end(), old, new, edits=(edit,))
        if _is_imported(before, after, old):
            yield finding
        elif VALUE_START.search(before) and VALUE_END.match(after) and is_specific(old):
            yield doubtful(Finding(LOOSE, start, found.end(), old, new, edits=(edit,)))


def _is_imported(before: str, after: str, old: str) -> bool:
    """Return whether what surrounds a path says that it is imported."""
    is_deep = "." in old
    if is_deep and _is_for_a_tool(before):
        return True
    end = VALUE_END.match(after)
    if end is None or not VALUE_START.search(before):
        return False
    if end["attribute"] and is_deep:
        return True
    return _key(before) in IMPORT_KEYS and bool(is_deep or end["below"])


def _key(before: str) -> str | None:
    """Return the key whose value, or part of whose list, stands behind `before`."""
    *lines, last = before.split("\n")
    if found := KEY.search(last):
        return found["key"]
    for line in reversed(lines):
        if found := OPEN_KEY.search(line):
            return found["key"]
        if LIST_END.search(line):
            break
    return None


def _is_for_a_tool(before: str) -> bool:
    return bool(WARNING_FILTER.search(before) or COVERAGE.search(before))


@cache
def _path() -> re.Pattern[str]:
    return re.compile(rf"(?P<path>{dotted()})")
