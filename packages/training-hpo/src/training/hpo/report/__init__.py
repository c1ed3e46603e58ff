"""The report of a sweep: one HTML file that needs nothing else."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.hpo.report.page import render_report as render_report
    from training.hpo.report.page import write_report as write_report
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__, {"render_report": "page", "write_report": "page"}
    )
