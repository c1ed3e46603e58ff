"""The changes tried at a node of the syntax tree: one function for each kind."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.mutants.source_text import Edit, SourceText

COMPARISONS: dict[type[ast.cmpop], tuple[str, bytes, bytes]] = {
    ast.Lt: ("boundary", b"<", b"<="),
    ast.LtE: ("boundary", b"<=", b"<"),
    ast.Gt: ("boundary", b">", b">="),
    ast.GtE: ("boundary", b">=", b">"),
    ast.Eq: ("comparison", b"==", b"!="),
    ast.NotEq: ("comparison", b"!=", b"=="),
    ast.In: ("comparison", b"in", b"not in"),
    ast.NotIn: ("comparison", b"not in", b"in"),
    ast.Is: ("comparison", b"is", b"is not"),
    ast.IsNot: ("comparison", b"is not", b"is"),
}
ARITHMETIC: dict[type[ast.operator], tuple[bytes, bytes]] = {
    ast.Add: (b"+", b"-"),
    ast.Sub: (b"-", b"+"),
    ast.Mult: (b"*", b"/"),
    ast.Div: (b"/", b"*"),
    ast.FloorDiv: (b"//", b"*"),
    ast.Mod: (b"%", b"*"),
    ast.Pow: (b"**", b"*"),
    ast.BitAnd: (b"&", b"|"),
    ast.BitOr: (b"|", b"&"),
}
NEGATED_BY_COMPARISON = (ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.Is, ast.IsNot)
UNNOTICED_CALLS = ("log.debug(", "logger.debug(", "_log.debug(")


def compare(node: ast.AST, text: SourceText) -> Iterator[Edit]:
    """Move the boundary of a comparison, or turn it round."""
    if isinstance(node, ast.Compare):
        operands = [node.left, *node.comparators]
        for operator, left, right in zip(node.ops, operands, operands[1:]):
            kind, old, new = COMPARISONS[type(operator)]
            yield from text.swapped(kind, left, right, (old, new))


def arithmetic(node: ast.AST, text: SourceText) -> Iterator[Edit]:
    """Exchange an arithmetic operator; texts and lists that are joined stay as they are."""
    if isinstance(node, ast.BinOp):
        left, right = node.left, node.right
    elif isinstance(node, ast.AugAssign):
        left, right = node.target, node.value
    else:
        return
    tokens = ARITHMETIC.get(type(node.op))
    if tokens and not _is_joined(left) and not _is_joined(right):
        yield from text.swapped("arithmetic", left, right, tokens)


def _is_joined(node: ast.expr) -> bool:
    literal = isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))
    return literal or isinstance(node, (ast.JoinedStr, ast.List, ast.Tuple))


def boolean(node: ast.AST, text: SourceText) -> Iterator[Edit]:
    """Exchange `and` and `or`."""
    if isinstance(node, ast.BoolOp):
        tokens = (b"and", b"or") if isinstance(node.op, ast.And) else (b"or", b"and")
        for left, right in zip(node.values, node.values[1:]):
            yield from text.swapped("boolean", left, right, tokens)


def constant(node: ast.AST, text: SourceText) -> Iterator[Edit]:
    """Add one to a number, or turn a truth value round."""
    if not isinstance(node, ast.Constant):
        return
    if isinstance(node.value, bool):
        yield text.replaced("constant", node, str(not node.value).encode())
    elif isinstance(node.value, (int, float)):
        yield text.replaced("constant", node, repr(node.value + 1).encode())


def negated_condition(node: ast.AST, text: SourceText) -> Iterator[Edit]:
    """Take the other branch."""
    if isinstance(node, (ast.If, ast.While, ast.IfExp)):
        conditions = [node.test]
    elif isinstance(node, ast.comprehension):
        conditions = node.ifs
    else:
        return
    for test in conditions:
        if not _is_negated_elsewhere(test):
            start, end = text.span(test)
            whole = b"not (" + text.source[start:end] + b")"
            yield Edit("negated condition", start, end, whole)


def _is_negated_elsewhere(test: ast.expr) -> bool:
    if isinstance(test, ast.UnaryOp):
        return isinstance(test.op, ast.Not)
    return isinstance(test, ast.Compare) and isinstance(test.ops[0], NEGATED_BY_COMPARISON)


def removed_not(node: ast.AST, text: SourceText) -> Iterator[Edit]:
    """Leave out a `not`."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        start = text.span(node)[0]
        yield Edit("removed not", start, start + len(b"not"), b"")


def return_value(node: ast.AST, text: SourceText) -> Iterator[Edit]:
    """Return None instead of a value; numbers and truth values have operators of their own."""
    if isinstance(node, ast.Return) and node.value and not isinstance(node.value, ast.Constant):
        yield text.replaced("return value", node.value, b"None")


def removed_statement(node: ast.AST, text: SourceText) -> Iterator[Edit]:
    """Leave out a call, an error, or an assignment that others can see."""
    if isinstance(node, ast.stmt) and _is_removable(node):
        yield text.replaced("removed statement", node, b"pass")


def _is_removable(node: ast.stmt) -> bool:
    if isinstance(node, ast.Expr):
        is_value = isinstance(node.value, (ast.Constant, ast.Name))
        return not is_value and not ast.unparse(node).startswith(UNNOTICED_CALLS)
    if isinstance(node, ast.Assign):
        return all(isinstance(one, (ast.Attribute, ast.Subscript)) for one in node.targets)
    return isinstance(node, (ast.AugAssign, ast.Raise, ast.Continue, ast.Break))


def default_argument(node: ast.AST, text: SourceText) -> Iterator[Edit]:
    """Change the text that an argument has by default."""
    if not isinstance(node, ast.arguments):
        return
    for default in (*node.defaults, *node.kw_defaults):
        if isinstance(default, ast.Constant) and isinstance(default.value, str):
            other = b"'other'" if not default.value else b"''"
            yield text.replaced("default argument", default, other)


OPERATORS = (
    compare,
    arithmetic,
    boolean,
    constant,
    negated_condition,
    removed_not,
    return_value,
    removed_statement,
    default_argument,
)
