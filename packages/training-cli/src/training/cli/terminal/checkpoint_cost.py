"""Cost of the checkpoints of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from training.core.console.numbers import counted


def checkpoint_cost(record: Mapping[str, Any]) -> str:
    """Return how many checkpoints a run wrote and how long training stood still for them.

    Args:
        record: Content of `run.json`; of a run that wrote none the text is empty.
    """
    cost = record.get("checkpoints")
    if not isinstance(cost, Mapping) or not cost.get("written"):
        return ""
    stalled = f"{cost.get('stalled_seconds', 0.0):.2f} s"
    return f"{counted(cost['written'], 'checkpoint')} stalled training for {stalled}"
