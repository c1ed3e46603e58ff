"""Whether a name that ``import old.path`` binds is kept, or its uses follow the new path.

``import hpo`` can become ``from training import hpo``, and no use changes.
``import hpo.core.study`` is better written ``import training.hpo.core.study``, and then every
``hpo.core.study.f`` has to become ``training.hpo.core.study.f``, which is only right where
`training` means the package.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from training.migrate.old_paths import PACKAGE, is_only_a_folder, successor
from training.migrate.syntax.local_names import LocalName
from training.migrate.syntax.scopes import Scope
from training.migrate.syntax.source import PythonSource


class Naming(Enum):
    """What becomes of a name."""

    KEEP = "the name stays"
    FOLLOW = "the uses follow"
    STUCK = "a person decides"


@dataclass(frozen=True)
class Decision:
    """What becomes of a name, and why a person has to decide."""

    naming: Naming
    reason: str = ""


def decide(source: PythonSource, local: LocalName) -> Decision:
    """Return what becomes of a name that imports bind."""
    moved = [one for one in local.plain if one.alias and successor(one.alias.name)]
    if local.name == PACKAGE and local.bases == {PACKAGE}:
        return Decision(Naming.FOLLOW)
    if not moved:
        return Decision(Naming.KEEP)
    can_keep = successor(local.name) is not None
    if can_keep and all(one.alias and one.alias.name == local.name for one in moved):
        return Decision(Naming.KEEP)
    problem = next(_problems(source, local), None)
    if problem is None:
        return Decision(Naming.FOLLOW)
    return Decision(Naming.KEEP) if can_keep else Decision(Naming.STUCK, problem)


def package_is_visible(scope: Scope, home: Scope) -> bool:
    """Return whether `training`, once imported in `home`, is what a use in `scope` reaches."""
    found = scope.resolve(PACKAGE)
    if found is None:
        return True
    return found is home and all(one.base == PACKAGE for one in found.bindings.get(PACKAGE, ()))


def _problems(source: PythonSource, local: LocalName) -> Iterator[str]:
    name = local.name
    is_elsewhere = any(
        one.statement and source.scopes.scopes[one.statement] is not local.scope
        for one in local.bindings
    )
    if local.bases != {name} or local.is_hidden or is_elsewhere or _is_exported(source, local):
        yield f"`{name}` has another meaning here too"
    if not all(package_is_visible(one.scope, local.scope) for one in local.chains):
        yield f"`{PACKAGE}` means something else where `{name}` is used"
    if not package_is_visible(local.scope, local.scope):
        yield f"`{PACKAGE}` means something else here"
    stays = any(one.alias and _stays(one.alias.name) for one in local.plain)
    for chain in local.chains:
        path = ".".join(chain.parts)
        if successor(path) is None and not stays:
            yield f"`{path}`, which did not move, is used through the same import"


def _stays(path: str) -> bool:
    return successor(path) is None and not is_only_a_folder(path)


def _is_exported(source: PythonSource, local: LocalName) -> bool:
    """Return whether `__all__` names it."""
    return local.scope is source.scopes.module and any(
        isinstance(one, ast.Constant) and one.value == local.name
        for node in source.tree.body
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign))
        and "__all__" in ast.dump(node)
        for one in ast.walk(node)
    )
