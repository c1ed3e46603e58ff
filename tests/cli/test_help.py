from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

import pytest
from rich.text import Text
from typer.main import get_command

from tests.cli.conftest import Cli
from training.cli.app import app
from training.cli.load_command import load_command
from training.core import resolve_run_config
from training.core.plugins import get_registry

Words = tuple[str, ...]

BETWEEN_CALLS = {"|", "<", ">", "&&"}


def all_commands() -> dict[Words, Any]:
    """Every command and group of commands that help shows, by the words that call it."""
    registry = get_registry("command")
    found: dict[Words, Any] = {(): get_command(app)}
    for name in registry.names:
        found |= with_subcommands((name,), load_command(registry, name))
    return found


def with_subcommands(words: Words, command: Any) -> dict[Words, Any]:
    found = {words: command}
    for name, inner in getattr(command, "commands", {}).items():
        if not inner.hidden:
            found |= with_subcommands((*words, name), inner)
    return found


COMMANDS = all_commands()


def examples(words: Words) -> list[str]:
    """The lines below the title of the last section of a command's help."""
    _, *lines = Text.from_markup(COMMANDS[words].epilog or "").plain.splitlines()
    return [line.strip() for line in lines]


def calls(example: str) -> Iterator[Words]:
    """What follows `training` in each call of a line of shell."""
    call: list[str] = []
    for word in [*shlex.split(example, comments=True), "|"]:
        if word not in BETWEEN_CALLS:
            call.append(word)
            continue
        if call[:1] == ["training"]:
            yield tuple(call[1:])
        call = []


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_shows_how_it_is_called(words: Words) -> None:
    called = [call for line in examples(words) for call in calls(line)]
    assert any(call[: len(words)] == words for call in called)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_examples_stand_on_one_line_each_in_a_narrow_terminal(
    cli: Cli, words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = [line.strip() for line in cli(*words, "--help").out.splitlines()]
    assert [line for line in examples(words) if line not in shown] == []


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_examples_can_be_pasted_into_a_shell(words: Words) -> None:
    for line in examples(words):
        for call in calls(line):
            called = max((one for one in COMMANDS if call[: len(one)] == one), key=len)
            parsed = COMMANDS[called].make_context("training", list(call[len(called) :]))
            resolve_run_config(overrides=parsed.params.get("overrides") or (), environ={})
