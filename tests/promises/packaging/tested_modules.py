"""Find the test of a source module: at the matching path, or in the table of covered modules."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path

from tools.wheels import ROOT

DISTRIBUTIONS = ("core", "execution", "hpo", "cli")
COVERED = Path(__file__).with_name("covered_elsewhere.toml")
CHECKS = ("raises", "warns", "fail")


def source_modules(root: Path = ROOT) -> list[Path]:
    """Return the modules of the new distributions, relative to `training/`, without packages."""
    sources = [root / f"packages/training-{name}/src/training" for name in DISTRIBUTIONS]
    found = (file.relative_to(source) for source in sources for file in source.rglob("*.py"))
    return sorted(module for module in found if module.name != "__init__.py")


def path_of_test(module: Path) -> Path:
    """Return where the test of a module belongs, relative to the root of the repository.

    Modules directly in `training/` belong to the distribution that ships them.
    """
    name = f"test_{module.stem.strip('_')}.py"
    if len(module.parts) > 1:
        return Path("tests", module.parent, name)
    return Path("tests", "execution" if module.stem == "orchestrator" else "core", name)


@cache
def has_tests(file: Path) -> bool:
    """Return whether a file has a test function that checks something."""
    if not file.is_file():
        return False
    tree = ast.parse(file.read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return any(one.name.startswith("test_") and _checks(one) for one in functions)


def _checks(function: ast.FunctionDef) -> bool:
    """Return whether a test itself asserts something that could fail."""
    return any(_is_check(node) for node in ast.walk(function))


def _is_check(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return not isinstance(node.test, ast.Constant)
    return isinstance(node, ast.Attribute) and node.attr in CHECKS


def covered_elsewhere() -> dict[str, str]:
    """Return the table: a module or folder, and the file that tests it under another name."""
    table: dict[str, str] = tomllib.loads(COVERED.read_text(encoding="utf-8"))
    return table


def declared_test(module: Path, table: dict[str, str]) -> str | None:
    """Return the test that the table names for a module, or for the folder that holds it."""
    own = module.with_suffix("").as_posix()
    return table.get(own) or table.get(module.parent.as_posix())
