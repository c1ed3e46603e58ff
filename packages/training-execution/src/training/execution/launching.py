"""Launch a run with the launcher its configuration names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from typing import cast

from training.config import RunConfig
from training.core.plugins import get_registry
from training.execution.launchers.launcher import Launcher

if TYPE_CHECKING:
    from training.core.events import FitListener
    from training.core.training_run import TrainingResult


def launch_run(
    config: RunConfig, listeners: Sequence[FitListener] = (), directory: Path | None = None
) -> TrainingResult:
    """Carry out a run where `distributed.launcher` says.

    Args:
        config: A resolved configuration.
        listeners: Are told about steps and evaluations.
        directory: Run directory; an unfinished run in it goes on. By default a new one.

    Raises:
        PluginError: No plugin offers the launcher.
        ConfigError: The launcher cannot do what the configuration asks for.
    """
    launcher = cast("type[Launcher]", get_registry("launcher").load(config.distributed.launcher))
    return launcher().launch(config, listeners, directory)
