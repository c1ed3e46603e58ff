"""Run in the calling process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from training.config import RunConfig
from training.errors import ConfigError
from training.execution.launchers.launcher import Launcher

if TYPE_CHECKING:
    from training.core.events import FitListener
    from training.core.training_run import TrainingResult


class LocalLauncher(Launcher):
    """The process that calls; with `distributed.enabled` it is one of those `torchrun` started."""

    def launch(
        self,
        config: RunConfig,
        listeners: Sequence[FitListener] = (),
        directory: Path | None = None,
    ) -> TrainingResult:
        """Train here and now."""
        from training.core.training_run import train

        if not config.distributed.enabled:
            _refuse_many_processes(config)
            return train(config, listeners, directory=directory)
        from training.execution.processes import process_group

        with process_group(config.distributed):
            return train(config, listeners, directory=directory)


def _refuse_many_processes(config: RunConfig) -> None:
    size = config.distributed.world_size
    if size not in ("auto", 1):
        raise ConfigError(
            f"distributed.world_size={size}, but distributed.enabled=false: one process cannot be "
            "several. Set distributed.enabled=true, or distributed.world_size=auto."
        )
