"""Find runs among many: a small database beside them, which mends itself."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.runs.index.query import MetricBound as MetricBound
    from training.core.runs.index.query import RunQuery as RunQuery
    from training.core.runs.index.row import RunRow as RunRow
    from training.core.runs.index.search import find_runs as find_runs
    from training.core.runs.index.search import run_with_id as run_with_id
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "MetricBound": "query",
            "RunQuery": "query",
            "RunRow": "row",
            "find_runs": "search",
            "run_with_id": "search",
        },
    )
