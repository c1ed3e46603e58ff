"""Options as settings of a configuration."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def as_settings(section: str, options: Mapping[str, Any]) -> list[str]:
    """Return ``section.key=value`` for each option."""
    return [f"{section}.{name}={_text(value)}" for name, value in options.items()]


def _text(value: Any) -> str:
    return json.dumps(str(value) if isinstance(value, Path) else value)
