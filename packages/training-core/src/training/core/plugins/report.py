"""What became of each installed plugin."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import Literal

from training.core.plugins.discovery import PluginSource

Status = Literal["loaded", "failed", "disabled"]


@dataclass(frozen=True)
class PluginReport:
    """The state of one plugin after loading.

    Attributes:
        source: The entry point.
        status: ``loaded``, ``failed`` or ``disabled``.
        reason: One line on why it failed, was disabled or needs attention; empty when all is well.
        trace: Traceback of the failure, else empty.
    """

    source: PluginSource
    status: Status
    reason: str = ""
    trace: str = ""


def failed(source: PluginSource, error: BaseException) -> PluginReport:
    """Describe a plugin that raised while it was loaded or registered."""
    summary = f"{type(error).__name__}: {error}".strip().splitlines()[0]
    return PluginReport(source, "failed", summary, "".join(traceback.format_exception(error)))
