"""Names that imports bind, with all their uses."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from training.migrate.syntax.chains import Chain, chains_of
from training.migrate.syntax.scopes import Binding, Scope
from training.migrate.syntax.source import PythonSource


@dataclass(frozen=True, eq=False)
class LocalName:
    """A name within one scope that at least one import statement binds.

    Attributes:
        scope: Scope that the name belongs to.
        name: The name.
        bindings: Everything that gives it a value.
        chains: Every dotted expression that begins with it.
        is_hidden: Whether the body of a class binds the name too, so that it may mean either there.
    """

    scope: Scope
    name: str
    bindings: list[Binding]
    chains: list[Chain]
    is_hidden: bool = False

    @property
    def bases(self) -> set[str | None]:
        """What the bindings say the name stands for; None for what is no absolute import."""
        return {binding.base for binding in self.bindings}

    @property
    def plain(self) -> list[Binding]:
        """The bindings of the form ``import a.b``, which bind ``a``."""
        return [one for one in self.bindings if is_plain(one)]


def is_plain(binding: Binding) -> bool:
    """Return whether a binding is an ``import a.b`` without ``as``."""
    if binding.alias is None or not isinstance(binding.statement, ast.Import):
        return False
    return binding.alias.asname is None


def local_names(source: PythonSource) -> Iterator[LocalName]:
    """Yield every name that an import binds, scope by scope."""
    used: dict[tuple[Scope, str], list[Chain]] = {}
    hidden = set()
    for chain in chains_of(source):
        name = chain.parts[0]
        scope = chain.scope.resolve(name)
        if scope is not None:
            used.setdefault((scope, name), []).append(chain)
        if scope is not None and scope.is_class and scope.parent:
            hidden.add((scope.parent.resolve(name), name))
    for scope in dict.fromkeys(_scopes(source)):
        for name, bindings in scope.bindings.items():
            if any(one.statement for one in bindings):
                key = scope, name
                yield LocalName(scope, name, bindings, used.get(key, []), key in hidden)


def _scopes(source: PythonSource) -> Iterator[Scope]:
    yield source.scopes.module
    yield from source.scopes.scopes.values()
