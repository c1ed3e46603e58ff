"""The one door to torch: without the extra, the error says which `pip install` provides it."""

from __future__ import annotations

from training._garbage import paused_collection
from training.errors import missing_extra

try:
    with paused_collection():
        import torch as torch
        from torch import nn as nn
except ModuleNotFoundError as error:
    if error.name != "torch":
        raise
    raise missing_extra("torch", "training-core", "cpu") from error
