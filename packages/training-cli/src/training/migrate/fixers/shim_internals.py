"""TM010: names inside legacy-shims, such as the class of its warning."""

from __future__ import annotations

import re
from collections.abc import Iterator

from training.migrate.edits import Edit
from training.migrate.findings import Finding, Fix

CODE = "TM010"
INTERNAL = r"training\._legacy(?:\.[^\W\d]\w*)*"
NAME = re.compile(rf"(?<![\w.]){INTERNAL}")
FILTER = (
    rf"(?:ignore|error|default|once|always|module|all):[^:\"'\r\n]*:{INTERNAL}(?::[^\"'\r\n]*)?"
)
QUOTED_FILTER = re.compile(rf"(?P<quote>[\"'])(?P<filter>{FILTER})(?P=quote)[ \t]*(?:,[ \t]*)?")
FILTER_LINE = re.compile(
    rf"^[ \t]*(?P<quote>[\"']?)(?P<filter>{FILTER})(?P=quote),?[ \t]*(?:#.*)?(?:\r\n|\r|\n|\Z)",
    re.MULTILINE,
)
REDIRECTION = "from training._legacy import redirect_"
REASON = "it goes with legacy-shims; remove what needs it"
FILTER_REASON = "nothing gives this warning once the old paths are gone"


def find_in_text(text: str) -> Iterator[Finding]:
    """Yield a finding for every name inside legacy-shims; a shim itself has none."""
    if REDIRECTION in text:
        return
    for found in NAME.finditer(text):
        yield Finding(CODE, *found.span(), found.group(), None, REASON, fix=Fix.MANUAL)


def find_filters(text: str) -> Iterator[Finding]:
    """Yield a finding for every warning filter of a configuration that names our warning.

    Without legacy-shims pytest would refuse to start over it. The fix removes the filter.
    """
    seen: list[tuple[int, int]] = []
    for pattern in (FILTER_LINE, QUOTED_FILTER):
        for found in pattern.finditer(text):
            start, end = found.span("filter")
            if (start, end) not in seen:
                seen.append((start, end))
                edit = Edit(*found.span(), "")
                yield Finding(CODE, start, end, found["filter"], None, FILTER_REASON, (edit,))
