from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from training.migrate.edits import apply_edits
from training.migrate.findings import Finding, fixes
from training.migrate.syntax.source import PythonSource

Find = Callable[[PythonSource], Iterable[Finding]]
Fixed = Callable[..., str]


@pytest.fixture
def fixed() -> Fixed:
    """Rewrite source by one fixer alone."""

    def run(find: Find, text: str, unsafe: bool = False) -> str:
        return apply_edits(text, fixes(find(PythonSource(text)), unsafe))

    return run
