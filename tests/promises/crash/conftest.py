from __future__ import annotations

from tests.cli.conftest import cli, project, trained

__all__ = ["cli", "project", "trained"]
