"""`check_command` finds each seeded violation and passes what is right."""

from __future__ import annotations

from typing import Any

import pytest

from tests.testing.wrong import commands
from training.core.plugins import get_registry
from training.testing import ConformanceError, check_command

WRONG = [
    (commands.undocumented, "command-documented"),
    (commands.unspoken, "command-documented"),
    (commands.forgiving, "command-mistakes"),
    (commands.empty, "command-app"),
    (commands.show, "command-app"),
]
BUILT_IN = get_registry("command").names


@pytest.mark.parametrize(("app", "rule"), WRONG)
def test_a_wrong_command_is_found(app: Any, rule: str) -> None:
    with pytest.raises(ConformanceError) as caught:
        check_command(app, commands.__name__)
    assert rule in caught.value.rules
    assert "wrong" in str(caught.value) or "empty" in str(caught.value)


def test_a_right_command_passes() -> None:
    assert check_command(commands.right) is None


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_built_in_commands_pass(name: str) -> None:
    app = get_registry("command").load(name)
    assert check_command(app) is None
