"""Where and how runs are executed."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.execution.launchers.launcher import Launcher as Launcher
    from training.execution.launching import launch_run as launch_run
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__, {"Launcher": "launchers.launcher", "launch_run": "launching"}
    )
