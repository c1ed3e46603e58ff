"""Directories of old sweeps."""

from __future__ import annotations

import os
from pathlib import Path


def resolve_hpo_output_dir(hpo_output_dir: Path) -> Path:
    """Return the output folder of a sweep as an absolute path.

    ``~`` and environment variables such as ``$SCRATCH`` are replaced and links followed, so that
    every process of the sweep means the same folder. It need not exist.
    """
    return Path(os.path.expandvars(hpo_output_dir)).expanduser().resolve()
