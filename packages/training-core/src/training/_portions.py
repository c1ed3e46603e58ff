"""Find the parts of the `training` package that sibling distributions install elsewhere.

Wheels share one `site-packages/training`; editable installs each have a folder of their own on
`sys.path`. Only folders that hold a known sub-package with its `py.typed` mark are joined, so a
user's own `./training/` folder never becomes part of the framework.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from os.path import isfile, join

KNOWN_CHILDREN = ("core", "execution", "hpo", "cli", "migrate", "_legacy")


def extended_path(own: Iterable[str]) -> list[str]:
    """Return `own` followed by every other portion of the package found on `sys.path`."""
    portions = list(own)
    for entry in sys.path:
        folder = join(entry, "training")
        if folder not in portions and _is_portion(folder):
            portions.append(folder)
    return portions


def _is_portion(folder: str) -> bool:
    return any(isfile(join(folder, child, "py.typed")) for child in KNOWN_CHILDREN)
