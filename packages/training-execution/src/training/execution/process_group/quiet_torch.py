"""Import torch so that its networking code does not print what we tell in our own words."""

from __future__ import annotations

import os

_LEVEL = "TORCH_CPP_LOG_LEVEL"


def import_torch_quietly() -> None:
    """Import torch with messages of its C++ code off in this process, unless they are asked for.

    The variable is read once, at import, and then unset: processes started later are not affected.
    """
    if _LEVEL in os.environ:
        return
    os.environ[_LEVEL] = "FATAL"
    try:
        from training.core.io.torch import torch as torch
    finally:
        del os.environ[_LEVEL]
