from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.logging import log_metrics


class Platform:
    def __init__(self) -> None:
        self.told: dict[str, float] = {}

    def log_metrics(self, metrics: Mapping[str, float]) -> None:
        self.told.update(metrics)

    def log_params(self, params: Mapping[str, Any]) -> None:
        raise AssertionError("there are no parameters")


def test_the_file_holds_tables_too_and_the_platform_gets_plain_numbers(tmp_path: Path) -> None:
    metrics = {"f1": 0.5, "steps": 3, "per_entity": {"PER": {"f1": 0.5}}, "note": "best"}
    platform = Platform()
    log_metrics(tmp_path, metrics, platform)
    assert json.loads((tmp_path / "metrics.json").read_text()) == metrics
    assert platform.told == {"f1": 0.5, "steps": 3}


def test_no_platform_is_needed(tmp_path: Path) -> None:
    log_metrics(tmp_path, {"f1": 1.0})
    assert json.loads((tmp_path / "metrics.json").read_text()) == {"f1": 1.0}
