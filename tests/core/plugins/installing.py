"""Distributions with plugins, installed into a folder on the path."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from training.core.plugins.discovery import HOOKSPECS, installed_sources
from training.core.plugins.manager import TrainingPluginManager
from training.core.plugins.selection import PluginSelection


class Site:
    """A folder of distributions that is on the path of this process.

    Args:
        folder: Where they are installed.
        monkeypatch: Takes the path and the modules back.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        folder.mkdir()
        monkeypatch.syspath_prepend(str(folder))

    def install(
        self, distribution: str, source: str, plugin: str = "", version: str = "1.2"
    ) -> str:
        """Install a distribution whose one module is its plugin; return the module's name."""
        module = f"plugin_{distribution.replace('-', '_')}"
        (self.folder / f"{module}.py").write_text(source)
        self.declare(distribution, f"{plugin or distribution} = {module}", version)
        self._monkeypatch.delitem(sys.modules, module, raising=False)
        return module

    def declare(self, distribution: str, line: str, version: str = "1.2") -> None:
        """Write the metadata of a distribution with one entry point."""
        info = self.folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n"
        )
        (info / "entry_points.txt").write_text(f"[training.plugins]\n{line}\n")

    def manager(self, **environ: str) -> TrainingPluginManager:
        """Return a manager that has loaded everything, as a new process would."""
        manager = TrainingPluginManager()
        for source in installed_sources(HOOKSPECS):
            manager.add_hookspecs(source.entry_point.load())
        manager.load(installed_sources(), PluginSelection.from_environment(environ))
        return manager


def report_of(manager: TrainingPluginManager, plugin: str) -> tuple[str, str]:
    """Return status and reason of a plugin."""
    (report,) = (one for one in manager.reports if one.source.name == plugin)
    return report.status, report.reason
