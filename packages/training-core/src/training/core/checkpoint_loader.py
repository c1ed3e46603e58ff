"""The old path of the search for an exported model."""

from __future__ import annotations

from training.core.compat.checkpoint_loader import (
    resolve_training_checkpoint_path as resolve_training_checkpoint_path,
)
from training.core.compat.checkpoint_loader import validate_checkpoint as validate_checkpoint
