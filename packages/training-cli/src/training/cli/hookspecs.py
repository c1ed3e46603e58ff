"""The hooks of training-cli."""

from __future__ import annotations

from collections.abc import Iterable

from training.core.plugins import Provider, hookspec


@hookspec
def register_commands() -> Iterable[Provider]:  # type: ignore[empty-body]
    """Offer commands of the command line `training`.

    Each target is a `typer.Typer`, whose module is imported when the command is called; the summary
    is what `training --help` shows. A plugin that can live without the command line marks its
    implementation with `@hookimpl(optionalhook=True)`.

    When:
        Whenever commands are looked up: for `training --help`, and before each command. So it may
        run often.
    Where:
        In the process of the command line.
    May change:
        Nothing.
    If it raises:
        What it offers here is left out, and `training plugins list` shows the plugin as failed,
        with the traceback. So it does when something else than providers is returned.

    Example:
        ```python
        from training.core.plugins import Provider
        from training.core.plugins import hookimpl


        @hookimpl(optionalhook=True)
        def register_commands():
            target = "tabular_regression.command:app"
            return [Provider("csv-head", target, "Show the first rows of a CSV")]
        ```
    """
