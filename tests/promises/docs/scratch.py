from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.fork_server.commands import forked_programs, forked_python
from tests.promises.docs.markdown import Block

RUN_ID = re.compile(r"-\d{8}-\d{6}-[0-9a-f]{4}")
DECIMALS = re.compile(r"\d+\.\d{4,}")
COMMAND = re.compile(r"^\$ ", re.MULTILINE)
FEW_STEPS = {"TRAINING__TRAINING__EPOCHS": "1", "TRAINING__TRAINING__MAX_STEPS": "5"}


@dataclass(frozen=True)
class Scratch:
    """A folder in which the blocks of a page are executed one after the other."""

    folder: Path

    def execute(self, block: Block) -> None:
        if block.file is not None:
            self._write(block.file, block.text)
        elif block.language == "bash":
            self._run(block, ["bash", "-euo", "pipefail", "-c", block.text])
        elif block.language == "python":
            self._run(block, [*forked_python(), "-c", block.text])
        elif block.language == "console":
            self._compare_console(block)

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def _run(self, block: Block, command: list[str]) -> None:
        done = self._process(command)
        assert done.returncode == 0, f"{block.place} fails:\n{done.stdout}"

    def _compare_console(self, block: Block) -> None:
        for command, expected in _steps(block.text):
            done = self._process(["bash", "-c", command])
            shown = f"{block.place}: $ {command}\n{done.stdout}"
            assert done.returncode == 0 or expected, shown
            assert _pattern(expected).fullmatch(_normal(done.stdout)), shown

    def _process(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        folders = (str(forked_programs()), str(Path(sys.executable).parent), os.environ["PATH"])
        quick = {"PATH": os.pathsep.join(folders), "OMP_NUM_THREADS": "1", **FEW_STEPS}
        return subprocess.run(
            command,
            cwd=self.folder,
            env={**_without_settings(), **quick},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )


def _without_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("TRAINING_")}


def _steps(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a console block with the output shown below it."""
    nothing, *steps = COMMAND.split(text)
    assert not nothing, f"a console block begins with `$ `, not with {nothing!r}"
    for step in steps:
        command, _, output = step.partition("\n")
        yield command, output


def _normal(output: str) -> str:
    """Return output without what differs from run to run or with the width of columns."""
    output = DECIMALS.sub("0.0000", RUN_ID.sub("-ID", output))
    return "\n".join(" ".join(line.split()) for line in output.splitlines()).strip()


def _pattern(expected: str) -> re.Pattern[str]:
    """Return a pattern for the output; `…` stands for anything."""
    return re.compile(re.escape(_normal(expected)).replace("…", ".*"), re.DOTALL)
