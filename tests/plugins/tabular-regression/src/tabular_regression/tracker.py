"""The tracker: metrics as a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import Any

from training.core.trackers import Tracker


class CsvTracker(Tracker):
    """Appends one row for each number to `metrics.csv`."""

    def log(self, split: str, epoch: int, step: int, metrics: Mapping[str, Any]) -> None:
        """Append the plain numbers."""
        with (self.directory / "metrics.csv").open("a", newline="", encoding="utf-8") as file:
            numbers = ((k, v) for k, v in metrics.items() if isinstance(v, (int, float)))
            csv.writer(file).writerows([split, epoch, step, *one] for one in numbers)
