from __future__ import annotations

from typing import Any

import pytest

from training.cli.terminal.checkpoint_cost import checkpoint_cost


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (
            {"checkpoints": {"written": 1, "stalled_seconds": 0.126}},
            "1 checkpoint stalled training for 0.13 s",
        ),
        ({"checkpoints": {"written": 12}}, "12 checkpoints stalled training for 0.00 s"),
        ({"checkpoints": {"written": 0, "stalled_seconds": 3.0}}, ""),
        ({"checkpoints": None}, ""),
        ({"checkpoints": [1]}, ""),
        ({}, ""),
    ],
)
def test_the_cost_is_told_of_a_run_that_wrote_checkpoints(
    record: dict[str, Any], words: str
) -> None:
    assert checkpoint_cost(record) == words
