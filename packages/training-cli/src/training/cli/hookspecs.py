"""The hooks of training-cli."""

from __future__ import annotations

from collections.abc import Iterable

from training.core.plugins import Provider
from training.core.plugins import hookspec


@hookspec
def register_commands() -> Iterable[Provider]:  # type: ignore[empty-body]
    """Offer commands of the command line `training`.

    Runs once per process, before the command line is read. Each target is a `typer.Typer`; its
    module is imported when the command is called, and the summary is what `training --help` shows.
    A plugin that can live without the command line marks its implementation with
    `@hookimpl(optionalhook=True)`. A plugin whose implementation raises is left out and shown as
    failed by `training plugins list`.

    Example:
        ```python
        @hookimpl(optionalhook=True)
        def register_commands():
            return [Provider("greet", "acme.cli:app", "Say hello")]
        ```
    """
