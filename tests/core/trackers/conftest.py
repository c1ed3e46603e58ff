from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.trackers.ledger import LedgerServer
from training.core.plugins import get_plugin_manager


@pytest.fixture
def ledger() -> Iterator[LedgerServer]:
    server = LedgerServer()
    yield server
    server.close()


@pytest.fixture
def ledger_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install the tracker `ledger-book` for this test."""
    info = tmp_path / "site" / "ledger-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: ledger\nVersion: 1.0\n")
    module = LedgerServer.__module__
    (info / "entry_points.txt").write_text(f"[training.plugins]\nledger = {module}\n")
    monkeypatch.syspath_prepend(tmp_path / "site")
    get_plugin_manager.cache_clear()
    yield
    get_plugin_manager.cache_clear()
