"""Scopes of names, by the rules of the language."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

ImportStatement: TypeAlias = ast.Import | ast.ImportFrom
FunctionNode: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension: TypeAlias = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(frozen=True, eq=False)
class Binding:
    """One place that gives a name its value.

    Attributes:
        name: The name.
        statement: The import statement, or None when something else binds it.
        alias: The part of the import statement that binds it.
    """

    name: str
    statement: ImportStatement | None = None
    alias: ast.alias | None = None

    @property
    def base(self) -> str | None:
        """Dotted path of what an absolute import binds the name to, else None."""
        if self.statement is None or self.alias is None:
            return None
        if isinstance(self.statement, ast.Import):
            return self.alias.name if self.alias.asname else self.alias.name.partition(".")[0]
        if self.statement.level or not self.statement.module:
            return None
        return f"{self.statement.module}.{self.alias.name}"


@dataclass(eq=False)
class Scope:
    """A module, class, function, lambda or comprehension.

    Attributes:
        parent: The scope around it, or None for the module.
        is_class: Whether the scopes within it cannot see its names.
        bindings: What it binds, by name.
        elsewhere: Names that `global` and `nonlocal` statements send to another scope.
    """

    parent: Scope | None = None
    is_class: bool = False
    is_comprehension: bool = False
    bindings: dict[str, list[Binding]] = field(default_factory=lambda: defaultdict(list))
    elsewhere: dict[str, Scope] = field(default_factory=dict)

    def bind(self, binding: Binding) -> None:
        """Add a binding, to the scope that `global` or `nonlocal` names if there is one."""
        self.elsewhere.get(binding.name, self).bindings[binding.name].append(binding)

    def resolve(self, name: str) -> Scope | None:
        """Return the scope that a name used here belongs to, or None for a built-in or unknown."""
        if name in self.elsewhere:
            return self.elsewhere[name]
        scope: Scope | None = self
        while scope is not None:
            if name in scope.bindings and (scope is self or not scope.is_class):
                return scope
            scope = scope.parent
        return None

    @property
    def module(self) -> Scope:
        """The outermost scope."""
        return self.parent.module if self.parent else self

    @property
    def function(self) -> Scope:
        """The scope in which an assignment expression binds."""
        return self.parent.function if self.is_comprehension and self.parent else self


@dataclass(frozen=True)
class ScopeTree:
    """All scopes of a module.

    Attributes:
        module: The outermost.
        uses: Every name that is read, written through an attribute, or deleted, with its scope.
        texts: Every string within an annotation, with the scope its names belong to.
        scopes: The scope of every import statement.
    """

    module: Scope
    uses: list[tuple[ast.Name, Scope]]
    texts: list[tuple[ast.Constant, Scope]]
    scopes: dict[ImportStatement, Scope]


def read_scopes(tree: ast.Module) -> ScopeTree:
    """Return the scopes of a module."""
    reader = _Reader(Scope())
    reader.read_block(tree.body, reader.scope)
    return ScopeTree(reader.scope, reader.uses, reader.texts, reader.scopes)


class _Reader(ast.NodeVisitor):
    def __init__(self, module: Scope) -> None:
        self.scope = module
        self.uses: list[tuple[ast.Name, Scope]] = []
        self.texts: list[tuple[ast.Constant, Scope]] = []
        self.scopes: dict[ImportStatement, Scope] = {}
        self.annotates = False

    def read_block(self, nodes: Iterable[ast.AST], scope: Scope) -> None:
        outer, self.scope = self.scope, scope
        _declare_elsewhere(nodes, scope)
        for node in nodes:
            self.visit(node)
        self.scope = outer

    def read_all(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    def read_annotations(self, nodes: Iterable[ast.expr | None]) -> None:
        outer, self.annotates = self.annotates, True
        self.read_all(nodes)
        self.annotates = outer

    def bind(self, name: str | None) -> None:
        if name:
            self.scope.bind(Binding(name))

    def visit_Import(self, node: ImportStatement) -> None:
        self.scopes[node] = self.scope
        for alias in node.names:
            name = alias.asname or alias.name
            if isinstance(node, ast.Import) and not alias.asname:
                name = name.partition(".")[0]
            self.scope.bind(Binding(name, node, alias))

    visit_ImportFrom = visit_Import

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self.bind(node.id)
        else:
            self.uses.append((node, self.scope))
        if isinstance(node.ctx, ast.Del):
            self.bind(node.id)

    def visit_Constant(self, node: ast.Constant) -> None:
        if self.annotates and isinstance(node.value, str):
            self.texts.append((node, self.scope))

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)
        if self.annotates and _last_name(node.value) in ("Literal", "Annotated"):
            inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            is_literal = _last_name(node.value) == "Literal"
            self.read_annotations([] if is_literal else inner[:1])
            outer, self.annotates = self.annotates, False
            self.read_all(inner if is_literal else inner[1:])
            self.annotates = outer
        else:
            self.visit(node.slice)

    def visit_Call(self, node: ast.Call) -> None:
        outer, self.annotates = self.annotates, False
        called = _last_name(node.func)
        self.visit(node.func)
        typed = node.args[:1] if called == "cast" else []
        bounds = [k.value for k in node.keywords if called == "TypeVar" and k.arg == "bound"]
        self.read_annotations([*typed, *bounds])
        self.read_all(one for one in node.args if one not in typed)
        self.read_all(k.value for k in node.keywords if k.value not in bounds)
        self.annotates = outer

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.read_all([node.target, node.value])
        self.read_annotations([node.annotation])

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        self.scope.function.bind(Binding(node.target.id))

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        self.bind(node.name)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs | ast.MatchStar) -> None:
        self.bind(node.name)
        self.generic_visit(node)

    visit_MatchStar = visit_MatchAs

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        self.bind(node.rest)
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.bind(node.name)
        self.read_all(node.decorator_list)
        around = self._with_type_parameters(node)
        outer, self.scope = self.scope, around
        self.read_all([*node.bases, *(one.value for one in node.keywords)])
        self.scope = outer
        self.read_block(node.body, Scope(around, is_class=True))

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.bind(node.name)
        self.read_all(node.decorator_list)
        self._read_defaults(node.args)
        around = self._with_type_parameters(node)
        outer, self.scope = self.scope, around
        self.read_annotations([*(one.annotation for one in _parameters(node.args)), node.returns])
        self.scope = outer
        self._read_body(node, node.body, around)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._read_defaults(node.args)
        self._read_body(node, [node.body], self.scope)

    def visit_TypeAlias(self, node: ast.AST) -> None:
        self.visit(node.name)  # type: ignore[attr-defined]
        self.read_block([node.value], self._with_type_parameters(node))  # type: ignore[attr-defined]

    def visit_ListComp(self, node: Comprehension) -> None:
        first, *others = node.generators
        self.visit(first.iter)
        results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        inner = [first.target, *first.ifs, *others, *results]
        self.read_block(inner, Scope(self.scope, is_comprehension=True))

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp

    def _read_defaults(self, arguments: ast.arguments) -> None:
        self.read_all([*arguments.defaults, *arguments.kw_defaults])

    def _read_body(self, node: FunctionNode, body: Iterable[ast.AST], around: Scope) -> None:
        scope = Scope(around)
        for parameter in _parameters(node.args):
            scope.bind(Binding(parameter.arg))
        self.read_block(body, scope)

    def _with_type_parameters(self, node: ast.AST) -> Scope:
        """Return the scope around a definition: one of its own if it has type parameters."""
        parameters = getattr(node, "type_params", [])
        if not parameters:
            return self.scope
        scope = Scope(self.scope)
        for one in parameters:
            scope.bind(Binding(one.name))
        return scope


def _parameters(arguments: ast.arguments) -> list[ast.arg]:
    plain = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return [*plain, *(one for one in (arguments.vararg, arguments.kwarg) if one)]


def _last_name(node: ast.expr) -> str:
    return getattr(node, "attr", "") or getattr(node, "id", "")


def _declare_elsewhere(nodes: Iterable[ast.AST], scope: Scope) -> None:
    """Note the `global` and `nonlocal` statements of a block before its bindings are read."""
    for node in _own_statements(nodes):
        if isinstance(node, ast.Global):
            scope.elsewhere.update(dict.fromkeys(node.names, scope.module))
        elif isinstance(node, ast.Nonlocal) and scope.parent:
            for name in node.names:
                scope.elsewhere[name] = scope.parent.resolve(name) or scope.parent


def _own_statements(nodes: Iterable[ast.AST]) -> Iterable[ast.AST]:
    for node in nodes:
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.expr)):
            yield from _own_statements(ast.iter_child_nodes(node))
