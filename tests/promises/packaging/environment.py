"""A virtual environment of its own, with our wheels beside links to what they need."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.wheels import described

from tests.promises.packaging.declared import closure
from tests.promises.packaging.linking import link_distribution

PRIVATE = ("PIP_", "PYTHON", "TRAINING_", "VIRTUAL_ENV")
QUIET = {
    "OMP_NUM_THREADS": "1",
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INDEX": "1",
}


@dataclass(frozen=True)
class Environment:
    """A virtual environment outside the repository.

    Attributes:
        folder: Its root.
    """

    folder: Path

    @property
    def site(self) -> Path:
        """Where pip installs."""
        return next(self.folder.glob("lib/python*/site-packages"))

    def run(self, program: str, *arguments: str, cwd: Path | None = None) -> str:
        """Run one of its programs; return what it prints."""
        done = self.attempt(program, *arguments, cwd=cwd)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def attempt(
        self, program: str, *arguments: str, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run one of its programs, which may fail."""
        return self._start(str(self.folder / "bin" / program), *arguments, cwd=cwd)

    def pip(self, *arguments: str) -> None:
        """Run pip on it, without an index; the environment's own would provide old setuptools."""
        python = str(self.folder / "bin" / "python")
        done = self._start(sys.executable, "-m", "pip", "--python", python, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr

    def _start(self, *command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PRIVATE)}
        return subprocess.run(
            command,
            cwd=cwd or self.folder,
            env={**kept, **QUIET, "PATH": f"{self.folder / 'bin'}{os.pathsep}{kept['PATH']}"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )


def install(wheels: Sequence[Path], home: Path, *others: str) -> Environment:
    """Install wheels with torch beside links to the third-party packages that they declare.

    Args:
        wheels: Ours.
        home: Empty folder.
        others: Names of further packages of the running environment.
    """
    ours = described(wheels)
    for name, one in closure([*ours, "training-core[cpu]", *others], ours).items():
        if name not in ours:
            link_distribution(one, home / "third-party")
    environment = Environment(home / "environment")
    venv.create(environment.folder, symlinks=True)
    (environment.site / "third-party.pth").write_text(f"{home / 'third-party'}\n")
    environment.pip("install", *requested(wheels))
    return environment


def requested(wheels: Sequence[Path]) -> list[str]:
    """Return what a user would pass to `pip install` for all five, with torch."""
    return [f"{wheel}[cpu]" if "training_core" in wheel.name else str(wheel) for wheel in wheels]
