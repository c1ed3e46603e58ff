"""Print the interpreter of a Python version that is at hand: `python -m tools.pythons 3.12`.

Looks on the path, then among the versions of pyenv. Prints nothing if there is none.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path


def find_python(version: str) -> Path | None:
    """Return an interpreter of a version such as `3.12` that starts, or None."""
    return next((path for path in _candidates(version) if _is_version(path, version)), None)


def _candidates(version: str) -> Iterator[Path]:
    found = shutil.which(f"python{version}")
    if found is not None:
        yield Path(found)
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    yield from sorted(versions.glob(f"{version}.*/bin/python"), reverse=True)


def _is_version(path: Path, version: str) -> bool:
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([path, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip() == version


if __name__ == "__main__":
    interpreter = find_python(sys.argv[1])
    if interpreter is not None:
        sys.stdout.write(f"{interpreter}\n")
