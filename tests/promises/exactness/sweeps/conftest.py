from __future__ import annotations

from tests.hpo.conftest import cli, documents, plan, sweep, sweep_folder, swept

__all__ = ["cli", "documents", "plan", "sweep", "sweep_folder", "swept"]
