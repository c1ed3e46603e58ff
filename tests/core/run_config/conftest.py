from __future__ import annotations

from tests.core.trackers.conftest import ledger_plugin

__all__ = ["ledger_plugin"]
