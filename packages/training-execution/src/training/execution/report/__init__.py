"""The page about a run."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.execution.report.page import write_report as write_report
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(__name__, {"write_report": "page"})
