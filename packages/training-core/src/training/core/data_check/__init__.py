"""Look through a dataset before training on it."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.data_check.check import check_data as check_data
    from training.core.data_check.report import DataReport as DataReport
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__, {"DataReport": "report", "check_data": "check"}
    )
