"""Run on this machine: in the calling process, or in one process for each device."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from training.config import RunConfig
from training.core.runs.directory import NOTHING_BEFORE
from training.core.runs.provenance import Provenance
from training.errors import ConfigError
from training.execution.launchers.launcher import Launcher
from training.execution.process_group.rank_info import rank_info_from_environment

if TYPE_CHECKING:
    from training.core.trainer.observers.observer import Observer
    from training.core.trainer.train import TrainingResult


class LocalLauncher(Launcher):
    """Trains in the calling process unless `distributed` asks for several.

    With `distributed.enabled` the calling process is one of several when another starter says so
    (RANK, LOCAL_RANK and WORLD_SIZE are set); else it starts them, as the launcher `torchrun` does,
    when there is more than one device or `distributed.world_size` says so.
    """

    def launch(
        self,
        config: RunConfig,
        observers: Sequence[Observer] = (),
        directory: Path | None = None,
        provenance: Provenance = NOTHING_BEFORE,
    ) -> TrainingResult:
        """Train here and now, or start the processes that do."""
        if not config.distributed.enabled:
            _refuse_many_processes(config)
        elif rank_info_from_environment() is None:
            from training.execution.launchers.torchrun import TorchrunLauncher
            from training.execution.process_group.size import process_count

            if process_count(config) > 1:
                return TorchrunLauncher().launch(config, observers, directory, provenance)
            config = _alone(config)
        return train_in_place(config, observers, directory, provenance)


def train_in_place(
    config: RunConfig,
    observers: Sequence[Observer],
    directory: Path | None,
    provenance: Provenance,
) -> TrainingResult:
    """Train in this process, which joins the others first when there are any.

    Raises:
        ConfigError: This process was not started as one of several, or cannot join them.
    """
    from training.core.trainer.train import train

    if not config.distributed.enabled:
        return train(config, observers, directory=directory, provenance=provenance)
    from training.execution.process_group.group import process_group

    with process_group(config.distributed):
        return train(config, observers, directory=directory, provenance=provenance)


def _alone(config: RunConfig) -> RunConfig:
    distributed = config.distributed.model_copy(update={"enabled": False})
    return config.model_copy(update={"distributed": distributed})


def _refuse_many_processes(config: RunConfig) -> None:
    size = config.distributed.world_size
    if size not in ("auto", 1):
        raise ConfigError(
            f"distributed.world_size={size}, but distributed.enabled=false: one process cannot be "
            "several. Set distributed.enabled=true, or distributed.world_size=auto."
        )
