"""The five wheels, built once."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools.wheels import build_all, unpack


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return build_all(tmp_path_factory.mktemp("wheels") / "dist")


@pytest.fixture(scope="session")
def site(wheels: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the content of all five, as an installer would lay it out."""
    folder = tmp_path_factory.mktemp("site")
    unpack(wheels, folder)
    return folder
