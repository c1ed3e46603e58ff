"""Names, signatures and docstrings as Markdown."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.docs.docstrings import Docstring, sections_of
from tools.public_names import Definition

LISTS = ("Args", "Attributes", "Raises")
Function = ast.FunctionDef | ast.AsyncFunctionDef
CONSTRUCTORS = ("__init__",)


def rendered(name: str, found: Definition) -> str:
    """Return the entry of one public name."""
    node = found.node
    parts = [f"## `{name}`", f"Defined in `{found.source.module}`."]
    if isinstance(node, ast.ClassDef):
        parts += _class_parts(node)
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        parts += [_code(_signature(node)), *docstring_parts(_about(node))]
    else:
        parts.append(_code(ast.unparse(node)))
    return "\n\n".join(filter(None, parts))


def docstring_parts(about: Docstring) -> Iterator[str]:
    """Yield the parts of a docstring, its sections as lists."""
    yield about.summary
    yield about.body
    for title, text in about.sections.items():
        yield f"**{title}**"
        yield _entries(text) if title in LISTS else text


def _class_parts(node: ast.ClassDef) -> Iterator[str]:
    bases = ", ".join(ast.unparse(base) for base in node.bases)
    yield _code(f"class {node.name}({bases})" if bases else f"class {node.name}")
    yield from docstring_parts(_about(node))
    fields = [one for one in node.body if isinstance(one, ast.AnnAssign)]
    if shown := [ast.unparse(one) for one in fields if not _is_private(ast.unparse(one.target))]:
        yield _code("\n".join(shown))
    for method in node.body:
        if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)) and _is_shown(method):
            yield f"### `{node.name}.{method.name}`"
            yield _code(_signature(method))
            yield from docstring_parts(_about(method))


def _is_shown(method: Function) -> bool:
    return not _is_private(method.name) or method.name in CONSTRUCTORS


def _is_private(name: str) -> bool:
    return name.startswith("_")


def _signature(node: Function) -> str:
    """Return the signature, one parameter a line where it is long."""
    keyword = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    decorators = "".join(f"@{ast.unparse(one)}\n" for one in node.decorator_list)
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    line = f"{keyword} {node.name}({ast.unparse(node.args)}){returns}"
    if len(line) > 88:
        shown = "".join(f"    {one},\n" for one in _parameters(node.args))
        line = f"{keyword} {node.name}(\n{shown}){returns}"
    return decorators + line


def _parameters(arguments: ast.arguments) -> Iterator[str]:
    plain = [*arguments.posonlyargs, *arguments.args]
    padding: list[ast.expr | None] = [None] * (len(plain) - len(arguments.defaults))
    for one, default in zip(plain, [*padding, *arguments.defaults]):
        yield _parameter(one, default)
    if arguments.vararg:
        yield f"*{ast.unparse(arguments.vararg)}"
    elif arguments.kwonlyargs:
        yield "*"
    for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults):
        yield _parameter(one, default)
    if arguments.kwarg:
        yield f"**{ast.unparse(arguments.kwarg)}"


def _parameter(argument: ast.arg, default: ast.expr | None) -> str:
    shown = ast.unparse(argument)
    if default is None:
        return shown
    space = " " if argument.annotation else ""
    return f"{shown}{space}={space}{ast.unparse(default)}"


def _entries(text: str) -> str:
    """Return the entries of a section as a list; their further lines are indented."""
    lines = text.replace("\n    ", " ").splitlines()
    return "\n".join(_entry(line) for line in lines if line.strip())


def _entry(line: str) -> str:
    name, colon, meaning = line.partition(": ")
    return f"- `{name}`: {meaning}" if colon else f"- {line}"


def _code(text: str) -> str:
    return f"```python\n{text}\n```"


def _about(node: Function | ast.ClassDef) -> Docstring:
    return sections_of(ast.get_docstring(node))
