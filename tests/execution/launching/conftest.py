from __future__ import annotations

from pathlib import Path

import pytest

from .launch_helpers import TWO
from .launch_helpers import launched
from .launch_helpers import write_documents


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of documents; runs go beside it."""
    return write_documents(tmp_path_factory.mktemp("launching") / "data")


@pytest.fixture(scope="session")
def unharmed(documents: Path) -> Path:
    """The directory of a run of two processes that nothing happened to."""
    return launched(documents, TWO).run.directory
