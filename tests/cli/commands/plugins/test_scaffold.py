"""New plugins: generated, built, installed, and tested by their own tests."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from training.cli.commands.plugins.scaffold import LICENSES, REQUIREMENTS, write_plugin
from training.errors import PluginError, UserError

MOST_LINES = 150


def code_lines(file: Path) -> int:
    """Return the number of lines without docstrings, comments and blank lines."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [one for one in body if not _is_text(one)] or [ast.Pass()]  # type: ignore[attr-defined]
    return len(ast.unparse(tree).splitlines())


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Return, by kind, the outcomes of the tests that come with a new plugin of that kind."""
    folder = tmp_path_factory.mktemp("new")
    projects = [folder / f"freshly-{kind}" for kind in REQUIREMENTS]
    for kind in REQUIREMENTS:
        write_plugin(f"freshly-{kind}", kind, "MIT", folder)
    site = folder / "site"
    offline = ("--no-index", "--no-deps", "--no-build-isolation", "--quiet", "--target", str(site))
    run(folder, "pip", "install", *offline, *map(str, projects), PIP_NO_INPUT="1")
    tests = [str(path / "tests") for path in projects]
    flags = ("-rA", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", "--tb=short")
    told = run(folder, "pytest", *flags, *tests, check=False, PYTHONPATH=str(site))
    lines = [line for line in told.splitlines() if line.startswith(("PASSED", "FAILED", "ERROR"))]
    return {
        kind: [line for line in lines if f"test_freshly_{kind}.py" in line] or [told]
        for kind in REQUIREMENTS
    }


def run(folder: Path, module: str, *arguments: str, check: bool = True, **environ: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1", **environ},
    )
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("kind", list(REQUIREMENTS))
def test_a_new_plugin_is_built_and_installed_and_its_tests_pass(
    outcomes: dict[str, list[str]], kind: str
) -> None:
    found = outcomes[kind]
    assert len(found) >= 2
    assert [line for line in found if not line.startswith("PASSED")] == []


@pytest.mark.parametrize("kind", list(REQUIREMENTS))
def test_the_code_of_a_new_plugin_is_short_and_its_files_are_complete(
    tmp_path: Path, kind: str
) -> None:
    written = write_plugin("Freshly.Thing", kind, "Apache-2.0", tmp_path)
    root = tmp_path / "Freshly.Thing"
    names = {path.relative_to(root).as_posix() for path in written}
    assert names == {
        path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()
    }
    assert names >= {
        *("README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", ".github/workflows/ci.yml"),
        *("src/freshly_thing/plugin.py", "tests/test_freshly_thing.py"),
    }
    assert sum(map(code_lines, (root / "src").rglob("*.py"))) < MOST_LINES
    assert "Apache License" in (root / "LICENSE").read_text(encoding="utf-8")
    assert not [path for path in written if "$package" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("-freshly", "is no name of a distribution"),
        ("freshly plugin", "is no name of a distribution"),
        ("../freshly", "is no name of a distribution"),
        ("freshly\n", "is no name of a distribution"),
        ("1freshly", "makes `1freshly`, which cannot be imported"),
        ("class", "makes `class`, which cannot be imported"),
        ("json", "there is a module `json` already"),
        ("Training", "there is a module `training` already"),
        ("training-core", "the name is taken by plugin `core`"),
        ("jsonl", "the reader `jsonl` is provided by plugin `core`"),
    ],
)
def test_a_name_that_cannot_be_used_writes_nothing(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(PluginError) as refused:
        write_plugin(name, "reader", "MIT", tmp_path)
    assert message in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_unknown_kinds_and_licences_are_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match=r"Did you mean `tracker`\? Available: task, backbone"):
        write_plugin("freshly", "trackr", "MIT", tmp_path)
    with pytest.raises(PluginError, match=rf"Available: {', '.join(LICENSES)}\."):
        write_plugin("freshly", "task", "GPL-3.0", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_exists_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "freshly").mkdir()
    with pytest.raises(UserError, match="exists already; nothing was written"):
        write_plugin("freshly", "task", "MIT", tmp_path)
    assert list((tmp_path / "freshly").iterdir()) == []


def test_a_plugin_that_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(UserError, match="cannot be written"):
        write_plugin("freshly", "task", "MIT", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_what_comes_next(cli: Cli, tmp_path: Path) -> None:
    told = cli("plugins", "new", "freshly-reader", "--kind", "reader", "-o", tmp_path)
    assert told.code == 0
    assert "src/freshly_reader/reader.py" in told.out
    assert "pip install -e '.[test]' && pytest" in told.out
    again = cli("plugins", "new", "freshly-reader", "--kind", "reader", "-o", tmp_path)
    assert again.code == 2
