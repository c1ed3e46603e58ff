from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.fork_server.commands import forked_python
from training.cli.app import main
from training.cli.commands.init.starter import write_starter

TINY = (
    "--set=training.epochs=2",
    "--set=training.threads=1",
    "--set=model.hidden_size=8",
    "--set=model.embedding_size=8",
    "--set=model.rows=64",
)


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Cli = Callable[..., Outcome]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run a command line in this process."""

    def run(*arguments: object, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        code = main([str(one) for one in arguments])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run


def run_process(
    *arguments: object, path: Path | None = None, cwd: Path | None = None, **environ: str
) -> Outcome:
    """Run a command line in a process of its own, with one more folder on its path."""
    variables = {**os.environ, **environ}
    if path is not None:
        variables["PYTHONPATH"] = str(path)
    done = subprocess.run(
        [*forked_python(), "-m", "training.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=variables,
        cwd=cwd,
        timeout=120,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def install_plugin(folder: Path, name: str, modules: dict[str, str], entry: str) -> Path:
    """Install a distribution with one plugin into a folder that can be put on the path."""
    folder.mkdir(exist_ok=True)
    info = folder / f"{name.replace('-', '_')}-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n")
    plugin = name.removeprefix("training-")
    (info / "entry_points.txt").write_text(f"[training.plugins]\n{plugin} = {entry}\n")
    for module, source in modules.items():
        (folder / f"{module}.py").write_text(source)
    return folder


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A starter project whose data has a test split."""
    return _project(tmp_path_factory.getbasetemp() / "project")


@cache
def _project(folder: Path) -> Path:
    """Make the project once, also for the promises that import the fixture."""
    folder.mkdir()
    write_starter(folder)
    lines = (folder / "data/train.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    test = [line.replace('", "annotations"', ' today", "annotations"', 1) for line in lines[3:9]]
    assert all(line not in lines for line in test)
    (folder / "data/test.jsonl").write_text("".join(test), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def trained(project: Path) -> SimpleNamespace:
    """A finished run, its folder of runs and the result that `train --json` printed."""
    return _trained(project)


@cache
def _trained(project: Path) -> SimpleNamespace:
    import json

    runs = project / "runs"
    done = run_process("train", project / "experiment.yaml", *TINY, "--output", runs, "--json")
    assert done.code == 0, done.err
    result = json.loads(done.out)
    return SimpleNamespace(run=Path(result["run"]), runs=runs, result=result, told=done.err)
