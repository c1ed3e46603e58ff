"""Describe the machine and software a run was made with."""

from __future__ import annotations

import os
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version
from typing import Any

from training.core.code_state import code_state
from training.core.plugins import get_plugin_manager

PACKAGES = (
    "training-core",
    "training-execution",
    "training-hpo",
    "training-cli",
    "torch",
    "numpy",
    "safetensors",
    "transformers",
    "tokenizers",
)


def describe_environment() -> dict[str, Any]:
    """Return versions, platform and state of the code; nothing that names a person or a path."""
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "processors": os.cpu_count(),
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
        "plugins": _third_party_plugins(),
        "code": code_state(),
    }


def _third_party_plugins() -> dict[str, str]:
    """Return the versions of the distributions whose plugins are loaded, ours left out."""
    loaded = [one.source for one in get_plugin_manager().reports if one.status == "loaded"]
    return {one.distribution: one.version for one in loaded if not one.built_in}


@cache
def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
