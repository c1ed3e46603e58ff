"""Import modules and say how each fared, in a Python that sees one folder of packages.

Run as `python -I -S import_all.py SITE MODULE…`; writes one JSON object: for each module null, or
the error's type and text.
"""

from __future__ import annotations

import importlib
import json
import sys


def outcome(module: str) -> list[str] | None:
    """Import one module; return the type and the text of the error, or None."""
    try:
        importlib.import_module(module)
    except BaseException as error:
        return [type(error).__name__, str(error)]
    return None


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    outcomes = {module: outcome(module) for module in sys.argv[2:]}
    sys.stdout.write(json.dumps(outcomes))
