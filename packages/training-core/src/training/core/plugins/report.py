"""Status of each installed plugin."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import Literal

from pluggy import PluginValidationError

from training.core.plugins.discovery import PluginSource
from training.errors import PluginError

Status = Literal["loaded", "failed", "disabled"]


@dataclass(frozen=True)
class PluginReport:
    """The state of one plugin after loading.

    Attributes:
        source: The entry point.
        status: ``loaded``, ``failed`` or ``disabled``.
        reason: One line on why it failed, was disabled or needs attention; empty when all is well.
        trace: Traceback of the failure, else empty.
        hook: Hook that failed after the plugin was loaded, else empty.
    """

    source: PluginSource
    status: Status
    reason: str = ""
    trace: str = ""
    hook: str = ""


def failed(source: PluginSource, error: BaseException, hook: str = "") -> PluginReport:
    """Describe a plugin that raised while it was loaded, or later in `hook`."""
    reason = f"`{hook}` failed: {summary(error)}" if hook else summary(error)
    return PluginReport(source, "failed", reason, _trace(error), hook)


def summary(error: BaseException) -> str:
    """Return the type of an error and the first line of its message, without place."""
    kind = type(error).__name__
    lines = [line.strip() for line in _text(error).splitlines() if line.strip()]
    text = next(iter(lines), "")
    if isinstance(error, PluginValidationError):
        return f"{kind}: {'; '.join(lines)}"
    if isinstance(error, PluginError):
        return text
    return f"{kind}: {text}" if text else kind


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return ""


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))
