"""Helpers of the tests of the configuration."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from training.config import resolve_config
from training.errors import ConfigError


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Write a file below the working directory of the test and return its relative path."""
    monkeypatch.chdir(tmp_path)

    def write_file(name: str, text: str) -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
        return path

    return write_file


@pytest.fixture
def refusal() -> Callable[..., str]:
    """Return the message with which a configuration is refused."""

    def message(*arguments: Any, **named: Any) -> str:
        with pytest.raises(ConfigError) as caught:
            resolve_config(*arguments, **{"environ": {}, **named})
        return str(caught.value)

    return message
