from __future__ import annotations

import os

import pytest

from training.execution.trackers.mlflow.mlflow_extra import bound_requests

NAMES = ("MLFLOW_HTTP_REQUEST_TIMEOUT", "MLFLOW_HTTP_REQUEST_MAX_RETRIES")


def test_a_server_is_waited_for_once_and_not_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "x")
        monkeypatch.delenv(name)
    bound_requests(7)
    assert [os.environ[name] for name in NAMES] == ["7", "0"]


def test_what_the_environment_says_already_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "99")
    bound_requests(7)
    assert [os.environ[name] for name in NAMES] == ["99", "99"]
