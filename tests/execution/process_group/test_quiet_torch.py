from __future__ import annotations

import os

import pytest

from training.execution.process_group.quiet_torch import import_torch_quietly

LEVEL = "TORCH_CPP_LOG_LEVEL"


def test_processes_that_start_later_are_not_affected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LEVEL, raising=False)
    import_torch_quietly()
    assert LEVEL not in os.environ


def test_what_the_user_asked_for_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LEVEL, "INFO")
    import_torch_quietly()
    assert os.environ[LEVEL] == "INFO"
