"""Whether importing a module loads a heavy package."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache

HEAVY = ("torch", "optuna", "transformers", "mlflow", "ray", "tensorflow", "jax", "azure")
PROGRAM = """
import importlib, json, sys
sys.path[:] = json.loads(sys.argv[1])
try:
    importlib.import_module(sys.argv[2])
    found = [name for name in json.loads(sys.argv[3]) if name in sys.modules]
    print("", json.dumps({"heavy": found, "error": ""}), sep="\\n")
except BaseException as error:
    print("", json.dumps({"heavy": [], "error": f"{type(error).__name__}: {error}"}), sep="\\n")
"""
LIMIT = 120


@cache
def heavy_imports(module: str, allowed: tuple[str, ...] = ()) -> tuple[tuple[str, ...], str]:
    """Return the heavy packages that a fresh process loads with a module, and why it failed.

    Args:
        module: Name of the module.
        allowed: Heavy packages that it may load.
    """
    heavy = [name for name in HEAVY if name not in allowed]
    values = [json.dumps(sys.path), module, json.dumps(heavy)]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *values], capture_output=True, text=True, timeout=LIMIT
    )
    lines = done.stdout.strip().splitlines()
    if not lines:
        return (), f"the process ended with {done.returncode}"
    found = json.loads(lines[-1])
    return tuple(found["heavy"]), str(found["error"])
