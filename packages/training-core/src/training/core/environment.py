"""Describe the machine and software a run was made with."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version

PACKAGES = (
    "training-core",
    "training-execution",
    "training-hpo",
    "training-cli",
    "torch",
    "numpy",
    "safetensors",
    "transformers",
)


def describe_environment() -> dict[str, object]:
    """Return Python, platform, processors and package versions; nothing that names a person."""
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "processors": os.cpu_count(),
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
