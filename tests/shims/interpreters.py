"""The Pythons of other versions on this machine."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

OTHERS = ("3.12", "3.13")


@cache
def interpreter(version: str) -> str:
    """Return a working Python of a version, or skip the test and say so."""
    named = shutil.which(f"python{version}")
    managed = sorted(map(str, Path.home().glob(f".pyenv/versions/{version}.*/bin/python")))
    for candidate in filter(None, [*managed, named]):
        done = subprocess.run([candidate, "-c", "pass"], capture_output=True, check=False)
        if done.returncode == 0:
            return candidate
    pytest.skip(f"there is no Python {version} on this machine")
