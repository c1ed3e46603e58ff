"""The hooks of training-execution."""

from __future__ import annotations

from collections.abc import Iterable

from training.core.plugins import Provider, hookspec
from training.core.plugins.contract import provides


@hookspec
@provides("training.execution:Launcher")
def register_launchers() -> Iterable[Provider]:  # type: ignore[empty-body]
    """Offer launchers.

    Each target is a subclass of `training.execution.Launcher`. `distributed.launcher` names the one
    that starts a run. Its `options` are keys of the section `distributed`; its `jobs` says who
    carries out what `training jobs submit` gives it. Its module must import without torch.

    When:
        Whenever launchers are looked up, and before each command of `training`, which checks its
        plugins. So it may run often.
    Where:
        In the process that launches.
    May change:
        Nothing.
    If it raises:
        What it offers here is left out, and `training plugins list` shows the plugin as failed,
        with the traceback. So it does when something else than providers is returned.

    Example:
        ```python
        import os

        from training.core.plugins import Provider
        from training.core.plugins import hookimpl
        from training.core.runs.directory import NOTHING_BEFORE
        from training.execution.launchers.local import LocalLauncher


        class NiceLauncher(LocalLauncher):
            def launch(self, config, observers=(), directory=None, provenance=NOTHING_BEFORE):
                os.nice(10)
                return super().launch(config, observers, directory, provenance)


        @hookimpl
        def register_launchers():
            return [Provider("nice", f"{__name__}:NiceLauncher", "At low priority")]
        ```
    """
