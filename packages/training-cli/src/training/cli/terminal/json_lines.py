"""Results for programs: one JSON value on one line of standard output."""

from __future__ import annotations

import json
from typing import Any

from training.core.console.lines import print_json_text
from training.core.io.json import finite


def print_json(value: Any) -> None:
    """Print a value as one line of JSON; numbers JSON cannot express become null."""
    print_json_text(json.dumps(finite(value), ensure_ascii=False, allow_nan=False))
