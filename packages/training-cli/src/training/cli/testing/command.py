"""Check a command of the command line."""

from __future__ import annotations

import sys
from typing import Any

import typer
from typer.testing import CliRunner

from training.testing.checks.imports import heavy_imports
from training.testing.place import place_of
from training.testing.report import Findings

MISTAKE = "--no-such-option-of-the-kit"


def check_command(app: Any, module: str | None = None) -> None:
    """Check a command: its import, its help, and what it does about mistakes.

    Args:
        app: The `typer.Typer` that the provider's target names.
        module: Module of the target, to see that it imports lightly; by default that of its first
            command.

    Raises:
        ConformanceError: It breaks a rule; all that were found are listed.
    """
    findings = Findings(f"command {getattr(getattr(app, 'info', None), 'name', None) or module}")
    if findings.expect(
        isinstance(app, typer.Typer), "command-app", module or place_of(app), f"it is {app!r}."
    ):
        _check_app(findings, app, module)
    findings.finish()


def _check_app(findings: Findings, app: typer.Typer, module: str | None) -> None:
    functions = _functions(app)
    if not functions:
        findings.add("command-app", module or "typer.Typer", "it has no command.")
        return
    place = place_of(functions[0])
    _check_import(findings, module or functions[0].__module__, place)
    runner = CliRunner()
    helped = runner.invoke(app, ["--help"])
    findings.expect(
        helped.exit_code == 0 and bool(helped.output.strip()),
        "command-help",
        place,
        f"`--help` ended with {helped.exit_code}: {helped.exception!r}",
    )
    mistaken = runner.invoke(app, [MISTAKE])
    findings.expect(
        mistaken.exit_code == 2,
        "command-mistakes",
        place,
        f"an unknown option ended with exit code {mistaken.exit_code}.",
    )
    _check_documented(findings, typer.main.get_command(app), place)


def _functions(app: typer.Typer) -> list[Any]:
    own = [one.callback for one in app.registered_commands if one.callback is not None]
    inner = [one.typer_instance for one in app.registered_groups if one.typer_instance]
    return own + [function for group in inner for function in _functions(group)]


def _check_import(findings: Findings, module: str, place: str) -> None:
    if module in ("__main__", "__mp_main__") or module not in sys.modules:
        return
    heavy, error = heavy_imports(module)
    findings.expect(not error, "works", place, f"importing `{module}`: {error}")
    findings.expect(
        not heavy, "import-light", place, f"importing `{module}` imports {', '.join(heavy)}."
    )


def _check_documented(findings: Findings, command: Any, place: str) -> None:
    """Find commands, arguments and options without a help text."""
    own = getattr(command, "callback", None)
    here = place if own is None else place_of(own)
    inner = getattr(command, "commands", {})
    if not inner:
        findings.expect(
            bool(command.help), "command-documented", here, f"`{command.name}` has no help."
        )
    for parameter in command.params:
        if parameter.name in ("help", "install_completion", "show_completion"):
            continue
        findings.expect(
            bool(getattr(parameter, "help", None)),
            "command-documented",
            here,
            f"`{parameter.opts[-1]}` of `{command.name}` has no help.",
        )
    for one in inner.values():
        _check_documented(findings, one, here)
