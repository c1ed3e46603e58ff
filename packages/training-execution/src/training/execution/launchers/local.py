"""Run in the calling process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from training.config import RunConfig
from training.errors import ConfigError
from training.execution.launchers.launcher import Launcher

if TYPE_CHECKING:
    from training.core.events import FitListener
    from training.core.training_run import TrainingResult


class LocalLauncher(Launcher):
    """One process, the one that calls."""

    def launch(self, config: RunConfig, listeners: Sequence[FitListener] = ()) -> TrainingResult:
        """Train here and now."""
        _refuse_many_processes(config)
        from training.core.training_run import train

        return train(config, listeners)


def _refuse_many_processes(config: RunConfig) -> None:
    distributed = config.distributed
    if distributed.enabled or distributed.world_size not in ("auto", 1):
        raise ConfigError(
            f"distributed.enabled={str(distributed.enabled).lower()}, "
            f"distributed.world_size={distributed.world_size}: the launcher `local` runs one "
            "process. Set distributed.enabled=false and distributed.world_size=auto, or choose a "
            "launcher for several processes with `distributed.launcher`."
        )
