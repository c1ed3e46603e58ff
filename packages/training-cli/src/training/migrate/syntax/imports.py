"""The pieces of an import statement, with their places."""

from __future__ import annotations

import ast
import re

from training.migrate.syntax.source import PythonSource

FROM = re.compile(r"from(?:[\s\\]+)(?P<module>[^\W\d]\w*(?:[\s\\]*\.[\s\\]*[^\W\d]\w*)*)")
DOTTED = re.compile(r"[^\W\d]\w*(?:[\s\\]*\.[\s\\]*[^\W\d]\w*)*")


def module_span(source: PythonSource, statement: ast.ImportFrom) -> tuple[int, int]:
    """Return where the module of a ``from module import …`` stands."""
    found = FROM.match(source.text, source.start(statement))
    assert found is not None, "an absolute from-import names its module"
    return found.span("module")


def name_span(source: PythonSource, alias: ast.alias) -> tuple[int, int]:
    """Return where the name of an alias stands, without its ``as …``."""
    found = DOTTED.match(source.text, source.start(alias))
    assert found is not None, "an alias begins with its name"
    return found.span()


def imported(path: str, name: str) -> str:
    """Return the statement that binds `name` to what the dotted path `path` names."""
    module, _, last = path.rpartition(".")
    if not module:
        return f"import {path}" if path == name else f"import {path} as {name}"
    return f"from {module} import {last}" + ("" if last == name else f" as {name}")
