from __future__ import annotations

from tests.execution.conftest import documents, first_start_waits, unharmed

__all__ = ["documents", "first_start_waits", "unharmed"]
