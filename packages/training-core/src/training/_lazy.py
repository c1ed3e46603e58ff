"""Lazy exports (PEP 562): a package names its public objects and imports each when it is used."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module

Exports = tuple[Callable[[str], object], Callable[[], list[str]], list[str]]


def attach(package: str, exports: Mapping[str, str]) -> Exports:
    """Build the `__getattr__`, `__dir__` and `__all__` of a package with lazy exports.

    Use it in the `else` branch of a `TYPE_CHECKING` block whose other branch holds the real
    imports: a visible `__getattr__` would hide misspelled names from type checkers.

    Args:
        package: Name of the package, its `__name__`.
        exports: Submodule that defines each public name, relative to the package; one leading
            dot more for each folder up.

    Returns:
        The three values, in that order. A name is imported once and then kept in the package.

    Raises:
        ValueError: A public name is also the name of a submodule, whose import would hide it.
    """
    hidden = set(exports) & set(exports.values())
    if hidden:
        raise ValueError(
            f"{package}: public names and submodules share {sorted(hidden)}; rename one"
        )

    def __getattr__(name: str) -> object:
        if name not in exports:
            raise AttributeError(_unknown(package, name, exports))
        value = getattr(import_module(f".{exports[name]}", package), name)
        vars(sys.modules[package])[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*vars(sys.modules[package]), *exports})

    return __getattr__, __dir__, sorted(exports)


def _unknown(package: str, name: str, exports: Mapping[str, str]) -> str:
    from training.errors import suggestion

    hint = "" if name.startswith("_") else suggestion(name, exports)
    return f"module '{package}' has no attribute '{name}'.{hint}"
