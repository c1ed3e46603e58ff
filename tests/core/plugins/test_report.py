from __future__ import annotations

import pytest
from pluggy import PluginValidationError

from training.core.plugins.discovery import by_hand
from training.core.plugins.report import failed, summary
from training.errors import PluginError


class SilentError(Exception):
    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ValueError("first\nsecond"), "ValueError: first"),
        (ValueError("\n  late "), "ValueError: late"),
        (ValueError(), "ValueError"),
        (SilentError(), "SilentError"),
        (PluginError("needs 2.0."), "needs 2.0."),
        (PluginValidationError(None, "one\ntwo"), "PluginValidationError: one; two"),
    ],
)
def test_an_error_is_one_line(error: Exception, text: str) -> None:
    assert summary(error) == text


def test_a_failure_names_its_hook_and_keeps_the_traceback() -> None:
    def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError) as caught:
        fail()
    later = failed(by_hand("mine"), caught.value, "on_fit_end")
    assert (later.status, later.hook) == ("failed", "on_fit_end")
    assert later.reason == "`on_fit_end` failed: KeyError: 'x'"
    assert "in fail" in later.trace
    assert failed(by_hand("mine"), caught.value).reason == "KeyError: 'x'"
