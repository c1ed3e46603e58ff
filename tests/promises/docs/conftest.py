from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.promises.docs.markdown import ROOT
from training.core import resolve_run_config, train
from training.core.data import Dataset, Record
from training.core.plugins import get_plugin_manager
from training.core.trainer.train import TrainingResult

Install = Callable[[str], str]
Fit = Callable[[], TrainingResult]

NAME = "acme_plugin"
TINY = (
    "model.hidden_size=8",
    "model.rows=64",
    "training.epochs=2",
    "training.batch_size=16",
    "training.threads=1",
    "logging.log_every_steps=1",
)
ITEM = {"text": "Ana Ruiz works in Turin", "annotations": [[0, 8, "NAME"], [18, 23, "PLACE"]]}


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install a plugin module as the distribution `acme-plugin`, for this test."""

    def write(source: str) -> str:
        info = tmp_path / f"{NAME}-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-plugin\nVersion: 1.2\n")
        (info / "entry_points.txt").write_text(f"[training.plugins]\nacme = {NAME}\n")
        (tmp_path / f"{NAME}.py").write_text(source, encoding="utf-8")
        get_plugin_manager.cache_clear()
        return "acme"

    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.syspath_prepend(ROOT / "tests/plugins/tabular-regression/src")
    yield write
    sys.modules.pop(NAME, None)
    get_plugin_manager.cache_clear()


@pytest.fixture
def fit(tmp_path: Path) -> Fit:
    """Train a tiny model for two epochs on twelve documents; two of them validate and test it."""

    def run() -> TrainingResult:
        overrides = [*TINY, f"output_dir={tmp_path}/runs"]
        items = [Record(ITEM, f"item {number}") for number in range(12)]
        dataset = Dataset(items, items[:2], items[:2])
        return train(resolve_run_config(overrides=overrides, environ={}).config, dataset=dataset)

    return run
