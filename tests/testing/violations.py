"""Find the violation that a wrong plugin was written for."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from training.testing import ConformanceError, Violation


def found(check: Callable[..., None], provider: Any, *given: Any, rule: str) -> Violation:
    """Return the violation of a rule, which must stand in the file of the wrong plugin."""
    with pytest.raises(ConformanceError) as caught:
        check(provider, *given)
    mine = [one for one in caught.value.violations if one.rule == rule]
    assert mine, f"{rule} was not found, but\n{caught.value}"
    file, _, line = mine[0].place.rpartition(":")
    expected = Path(inspect.getsourcefile(provider) or "")
    assert Path(file).resolve() == expected.resolve(), mine[0]
    assert 1 <= int(line) <= len(expected.read_text().splitlines())
    assert mine[0].way_out in " ".join(str(caught.value).split()) or "`" in mine[0].way_out
    assert rule in str(caught.value)
    return mine[0]
