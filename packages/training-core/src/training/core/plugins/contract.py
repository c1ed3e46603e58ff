"""Rules of what plugins provide: one that is broken is an error that names plugin and rule."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

from training.core.plugins.manager import get_plugin_manager
from training.errors import PluginError

Spec = TypeVar("Spec", bound=Callable[..., Any])
_BASE = "training_base"
_OPTIONS = "options"


def provides(base: str) -> Callable[[Spec], Spec]:
    """Mark the specification of a `register_*` hook with the base class of what it offers.

    Args:
        base: The class, as ``package.module:Class``; it is imported by those who derive from it.
    """

    def mark(specification: Spec) -> Spec:
        setattr(specification, _BASE, base)
        return specification

    return mark


def base_of(specification: object) -> str:
    """Return what `provides` has marked a specification with; an empty text without."""
    return str(getattr(specification, _BASE, ""))


def class_problem(provided: object, base: str) -> str:
    """Return which rule a provided class breaks, as a clause; empty when it breaks none.

    It must derive from its base class, implement every abstract method, set each attribute that the
    base declares without a value, and name its options in a `Section`.
    """
    module, _, name = base.partition(":")
    parent = getattr(sys.modules.get(module), name, None)
    if not isinstance(provided, type):
        return f"must be a subclass of `{module}.{name}`, and is no class but {described(provided)}"
    if parent is None or not issubclass(provided, parent):
        return f"must be a subclass of `{module}.{name}`, and `{provided.__qualname__}` is not"
    missing = sorted(getattr(provided, "__abstractmethods__", ()))
    if missing:
        return f"must implement {_listed(missing)}, as every {name} does"
    unset = [one for one in _declared(parent) if not hasattr(provided, one)]
    if unset:
        return f"must set {_listed(unset)}, as every {name} does"
    return _options_problem(provided)


def owner_of(part: object) -> str:
    """Return the plugin whose package a part is from, for messages; else its module."""
    module = (part if isinstance(part, type) else type(part)).__module__
    package = module.partition(".")[0]
    for report in get_plugin_manager().reports:
        source = report.source
        if not source.built_in and source.module.partition(".")[0] == package:
            return str(source)
    return f"the module `{module}`"


def broken_rule(part: object, method: str, rule: str, found: str) -> PluginError:
    """Return the error for a method of a part that returned what it must not.

    Args:
        part: An instance of a class that a plugin provides.
        method: Its method.
        rule: What the method must return.
        found: What it returned.
    """
    name = type(part).__qualname__
    return PluginError(
        f"{owner_of(part)} breaks a rule: `{name}.{method}` must return {rule}, not {found}."
    )


def require_kind(value: object, kind: type, part: object, method: str, rule: str) -> None:
    """Refuse what a method returned unless it is of a kind.

    Raises:
        PluginError: It is not; the message names plugin, class, method and rule.
    """
    if not isinstance(value, kind):
        raise broken_rule(part, method, rule, described(value))


def described(value: object) -> str:
    """Return a value's type with its article, `None` as it is."""
    if value is None:
        return "None"
    name = type(value).__qualname__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} `{name}`"


def _declared(parent: type) -> list[str]:
    """Return the class attributes that a base class declares and gives no value."""
    annotations = vars(parent).get("__annotations__", {})
    return [name for name, kind in annotations.items() if "ClassVar" in str(kind)]


def _options_problem(provided: type) -> str:
    from training.config import Section

    options = getattr(provided, _OPTIONS, Section)
    if isinstance(options, type) and issubclass(options, Section):
        return ""
    return f"must name its options in a subclass of `training.config.Section`, not {options!r}"


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
