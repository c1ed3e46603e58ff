from __future__ import annotations

from tests.cli.conftest import cli, project, trained
from tests.core.plugins.conftest import site

__all__ = ["cli", "project", "site", "trained"]
