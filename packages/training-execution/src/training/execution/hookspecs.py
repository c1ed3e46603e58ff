"""The hooks of training-execution."""

from __future__ import annotations

from collections.abc import Iterable

from training.core.plugins import Provider
from training.core.plugins import hookspec


@hookspec
def register_launchers() -> Iterable[Provider]:  # type: ignore[empty-body]
    """Offer launchers.

    Runs once per process, when the first run is launched. Each target is a subclass of
    `training.execution.Launcher`. A plugin whose implementation raises is left out and shown as
    failed by `training plugins list`; a launcher that raises ends the run.

    Example:
        ```python
        @hookimpl
        def register_launchers():
            return [Provider("nice", "acme.launchers:NiceLauncher", "At low priority")]
        ```
    """
