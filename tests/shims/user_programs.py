"""Run a user's code in a Python of its own and look at the warnings it got."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROGRAM = "user_code.py"
ROOT = Path(__file__).resolve().parents[2]
RUNNER = Path(__file__).parent / "form_runner.py"


@dataclass(frozen=True)
class Outcome:
    code: int
    stdout: str
    stderr: str

    @property
    def warnings(self) -> list[str]:
        """Lines of standard error that announce an old path, as `FILE:LINE: …`."""
        return [line for line in self.stderr.splitlines() if "TrainingDeprecationWarning: " in line]


@dataclass(frozen=True)
class FormOutcome:
    file: Path
    error: str
    warnings: list[tuple[str, int, str]]

    @property
    def marked_lines(self) -> list[tuple[str, int]]:
        """Where the form's own source says `# warns`."""
        lines = self.file.read_text().splitlines()
        return [(str(self.file), n) for n, line in enumerate(lines, 1) if "# warns" in line]


RunPython = Callable[..., Outcome]


def run_forms(
    folder: Path, forms: dict[str, str], python: str = sys.executable
) -> dict[str, FormOutcome]:
    """Run every form of import as the main program of a process that knows no old path yet.

    One process serves all forms: between them it forgets the old paths and the finders, and so the
    heavy libraries are loaded once.
    """
    files = {name: folder / f"form_{name}.py".replace(".", "_", name.count(".")) for name in forms}
    for name, source in forms.items():
        files[name].write_text(source)
    done = run_interpreter(folder, str(RUNNER), *map(str, files.values()), python=python)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    return {
        name: FormOutcome(
            file, found[str(file)]["error"], [tuple(seen) for seen in found[str(file)]["warnings"]]
        )
        for name, file in files.items()
    }


def run_interpreter(
    folder: Path, *arguments: str, python: str = sys.executable
) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder whose modules it can import; another Python sees our sources too."""
    sources = [] if python == sys.executable else sorted(map(str, ROOT.glob("packages/*/src")))
    return subprocess.run(
        [python, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), *sources])},
        capture_output=True,
        text=True,
        timeout=120,
    )
