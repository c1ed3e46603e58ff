"""The public functions of the old code base, read from `old_api.txt`.

A line holds a function as `name(parameters) -> result` or a class as `class Name(Base)`; what is
indented below a class is one of its fields or methods.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FILE = Path(__file__).with_name("old_api.txt")


@dataclass(frozen=True)
class Parameter:
    name: str
    default: str | None


@dataclass(frozen=True)
class OldFunction:
    name: str
    parameters: list[Parameter]


@dataclass(frozen=True)
class OldClass:
    name: str
    base: str | None
    fields: list[Parameter] = field(default_factory=list)
    methods: list[OldFunction] = field(default_factory=list)


@dataclass(frozen=True)
class OldName:
    """A function or class and the module where it lives now."""

    module: str
    item: OldFunction | OldClass

    def __str__(self) -> str:
        return f"{self.module}.{self.item.name}"


def old_names() -> list[OldName]:
    return list(_parsed(FILE.read_text(encoding="utf-8")))


def differences(old: list[Parameter], new: inspect.Signature) -> list[str]:
    """Return why a call with the old arguments, by position or by name, would go wrong."""
    parameters = [one for one in new.parameters.values() if one.name != "self"]
    names = [one.name for one in parameters][: len(old)]
    if names != [one.name for one in old]:
        return [f"takes {names}, not {[one.name for one in old]}"]
    added = [one.name for one in parameters[len(old) :] if _is_demanded(one)]
    problems = [f"also demands {name}" for name in added]
    return problems + [text for pair in zip(old, parameters) for text in _of_one(*pair)]


def _of_one(old: Parameter, new: inspect.Parameter) -> Iterator[str]:
    if new.kind is not inspect.Parameter.POSITIONAL_OR_KEYWORD:
        yield f"{old.name} is {new.kind.description}"
    if old.default is None:
        return
    if new.default is inspect.Parameter.empty:
        yield f"{old.name} has no default"
    elif _is_literal(old.default) and new.default != ast.literal_eval(old.default):
        yield f"{old.name} is {new.default!r} by default, not {old.default}"


def _is_demanded(parameter: inspect.Parameter) -> bool:
    is_open = parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
    return parameter.default is parameter.empty and not is_open


def _is_literal(text: str) -> bool:
    try:
        ast.literal_eval(text)
    except ValueError:
        return False
    return True


def _parsed(text: str) -> Iterator[OldName]:
    module, owner = "", None
    for line in filter(None, text.splitlines()):
        if line.startswith("["):
            module = line.strip("[]")
        elif line.startswith("class "):
            name, _, base = line.removeprefix("class ").rstrip(")").partition("(")
            owner = OldClass(name, base or None)
            yield OldName(module, owner)
        elif line.startswith(" "):
            assert owner is not None
            _add_member(owner, line.strip())
        else:
            yield OldName(module, _function(line))


def _add_member(owner: OldClass, line: str) -> None:
    if "(" in line.partition(":")[0]:
        owner.methods.append(_function(line))
    else:
        node = ast.parse(line).body[0]
        assert isinstance(node, ast.AnnAssign)
        default = ast.unparse(node.value) if node.value else None
        owner.fields.append(Parameter(ast.unparse(node.target), default))


def _function(line: str) -> OldFunction:
    node = ast.parse(f"def {line}: ...").body[0]
    assert isinstance(node, ast.FunctionDef)
    arguments = [one for one in node.args.args if one.arg != "self"]
    values = [ast.unparse(one) for one in node.args.defaults]
    defaults = [None] * (len(arguments) - len(values)) + values
    found = [Parameter(one.arg, default) for one, default in zip(arguments, defaults)]
    return OldFunction(node.name, found)
