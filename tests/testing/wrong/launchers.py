"""Launchers that each break one rule, and one that breaks none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from training.config import RunConfig
from training.core.runs.directory import NOTHING_BEFORE
from training.core.runs.provenance import Provenance
from training.execution.launchers.launcher import Launcher
from training.execution.launchers.local import LocalLauncher


class Right(LocalLauncher):
    """In this process."""


class OtherSignature(Launcher):
    """Takes only the configuration."""

    def launch(self, config: RunConfig) -> Any:  # type: ignore[override]
        return None


class OddJobs(LocalLauncher):
    """Has jobs that are none."""

    @classmethod
    def jobs(cls) -> Any:
        return []


class OtherSeed(LocalLauncher):
    """Trains something else."""

    def launch(
        self,
        config: RunConfig,
        observers: Sequence[Any] = (),
        directory: Path | None = None,
        provenance: Provenance = NOTHING_BEFORE,
    ) -> Any:
        changed = config.model_copy(update={"seed": config.seed + 1})
        return super().launch(changed, observers, directory, provenance)
