"""Says so when the tests of legacy-shims are left out."""

from __future__ import annotations

from importlib.util import find_spec

import pytest


def test_the_shims_are_there() -> None:
    if find_spec("training._legacy") is None:
        pytest.skip("legacy-shims is not installed: its tests are left out")
    assert find_spec("training.trainer") is not None
