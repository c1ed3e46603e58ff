"""Files of an exported model."""

from __future__ import annotations

from pathlib import Path

CONFIG = "config.json"
WEIGHTS = ("pytorch_model.bin", "model.safetensors", "model.bin")


def holds_model(folder: Path) -> bool:
    """Return whether the files of an exported model are there, whatever is in them."""
    has_weights = any((folder / name).is_file() for name in WEIGHTS)
    return has_weights and (folder / CONFIG).is_file()
