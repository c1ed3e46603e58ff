"""The sweep that runs when no file is given: the embedded demo with a space that suits it."""

from __future__ import annotations

from typing import Any

DEMO_SWEEP: dict[str, Any] = {
    "name": "demo",
    "base": {"training": {"epochs": 5}},
    "search_space": {
        "training.learning_rate": {"type": "loguniform", "min": 1e-3, "max": 2e-2},
        "model.dropout": {"type": "uniform", "min": 0.1, "max": 0.5},
        "model.hidden_size": {"type": "choice", "values": [32, 64, 128]},
    },
}
