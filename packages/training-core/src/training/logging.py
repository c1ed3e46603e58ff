"""Record the final numbers of a run for programs that read them from its output folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from training.core.io.atomic_files import write_json

FILE = "metrics.json"


class LoggingAdapter(Protocol):
    """Where a platform wants numbers and parameters to go."""

    def log_metrics(self, metrics: Mapping[str, float]) -> None:
        """Record numbers."""

    def log_params(self, params: Mapping[str, Any]) -> None:
        """Record parameters."""


def log_metrics(
    output_dir: Path,
    metrics: Mapping[str, Any],
    logging_adapter: LoggingAdapter | None = None,
) -> None:
    """Write `metrics.json` atomically, and tell the platform the plain numbers.

    Args:
        output_dir: Existing folder.
        metrics: Numbers by name; tables are written to the file only.
        logging_adapter: Platform to tell, if any.
    """
    write_json(output_dir / FILE, dict(metrics))
    if logging_adapter is not None:
        logging_adapter.log_metrics(
            {name: value for name, value in metrics.items() if isinstance(value, (int, float))}
        )
