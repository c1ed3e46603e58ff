"""Each distribution declares every distribution that its code imports."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import (
    Distribution,
    PackageNotFoundError,
    PackagePath,
    distribution,
    packages_distributions,
)
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name
from tools.wheels import DISTRIBUTIONS, described

from tests.promises.packaging.declared import requirements

pytestmark = pytest.mark.wheels

OURS = {"training", "hpo", "orchestration", "training_exec"}
NAMED_OTHERWISE = {"pynvml": {"nvidia-ml-py"}}


@pytest.fixture(scope="module")
def providers() -> dict[str, set[str]]:
    """Return the names of the distributions that provide each importable package."""
    found = packages_distributions().items()
    here = {package: {str(canonicalize_name(name)) for name in names} for package, names in found}
    return NAMED_OTHERWISE | here


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_every_imported_package_is_declared_by_its_importer(
    wheels: list[Path], providers: dict[str, set[str]], name: str
) -> None:
    wheel = described(wheels)[name]
    declared = _declared(wheel)
    undeclared = [
        f"{path} imports {package}"
        for path, tree in _sources(wheel)
        for package in _imported(tree)
        if not providers.get(package, {package}) & declared
    ]
    assert undeclared == []


def test_the_extra_that_an_error_names_has_the_missing_package(wheels: list[Path]) -> None:
    ours = described(wheels)
    named = {call for one in ours.values() for _, tree in _sources(one) for call in _extras(tree)}
    assert ("torch", "training-core", "cpu") in named
    for package, home, extra in named:
        brought = {canonicalize_name(one.name) for one in requirements(ours[home], extra)}
        assert canonicalize_name(package) in brought, f"{home}[{extra}] does not have {package}"


def _sources(owner: Distribution) -> Iterator[tuple[PackagePath, ast.AST]]:
    for path in owner.files or ():
        if path.suffix == ".py":
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def _declared(owner: Distribution) -> set[str]:
    """Return what is required, with or without an extra, and what that pins exactly."""
    extras = ["", *(owner.metadata.get_all("Provides-Extra") or ())]
    named = {canonicalize_name(one.name) for extra in extras for one in requirements(owner, extra)}
    return named.union(*(_pinned(name) for name in named))


def _pinned(name: str) -> set[str]:
    try:
        required = list(requirements(distribution(name)))
    except PackageNotFoundError:
        return set()
    return {canonicalize_name(one.name) for one in required if str(one.specifier)[:2] == "=="}


def _imported(tree: ast.AST) -> set[str]:
    names = {name.split(".")[0] for node in _running(tree) for name in _names(node)}
    return names - set(sys.stdlib_module_names) - OURS


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and those below, except what only type checkers read."""
    yield node
    for child in _read(node):
        yield from _running(child)


def _read(node: ast.AST) -> Iterable[ast.AST]:
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return node.orelse
    return ast.iter_child_nodes(node)


def _names(node: ast.AST) -> list[str]:
    match node:
        case ast.Import():
            return [alias.name for alias in node.names]
        case ast.ImportFrom(module=str(module), level=0):
            return [module]
        case ast.Call(
            func=ast.Name("import_module") | ast.Attribute(attr="import_module"),
            args=[ast.Constant(str(module)), *_],
        ):
            return [] if module.startswith(".") else [module]
    return []


def _extras(tree: ast.AST) -> Iterator[tuple[str, str, str]]:
    """Yield package, distribution and extra of each error for a package that is missing."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Name("missing_extra"),
                args=[
                    ast.Constant(str(package)),
                    ast.Constant(str(home)),
                    ast.Constant(str(extra)),
                ],
            ):
                yield package, home, extra
