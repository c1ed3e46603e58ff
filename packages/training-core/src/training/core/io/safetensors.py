"""The one door to safetensors.

Without the extra, the error says which `pip install` provides it.
"""

from __future__ import annotations

from training.errors import missing_extra

try:
    from safetensors import SafetensorError as SafetensorError
    from safetensors import safe_open as safe_open
except ModuleNotFoundError as error:
    raise missing_extra("safetensors", "training-core", "cpu") from error
