"""Rules for every provider, whatever its kind."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from training.config import Section
from training.testing.checks.imports import heavy_imports
from training.testing.checks.options import check_options, make_options
from training.testing.place import place_of
from training.testing.report import Findings

T = TypeVar("T")


def check_provider(
    findings: Findings, provider: object, base: type, allowed: tuple[str, ...] = ()
) -> bool:
    """Find what a class breaks by its mere definition; return whether it can be called.

    Args:
        findings: Takes what is found.
        provider: What the plugin offers.
        base: Base class of its kind.
        allowed: Heavy packages that its module may import.
    """
    if not (isinstance(provider, type) and issubclass(provider, base)):
        findings.add("base-class", place_of(provider), f"it is no subclass of {base.__qualname__}.")
        return False
    is_concrete = _check_abstract(findings, provider)
    check_import(findings, provider, allowed)
    doc = vars(provider).get("__doc__")
    findings.expect(
        bool(doc and doc.strip()),
        "documented",
        place_of(provider),
        f"{provider.__name__} has no docstring.",
    )
    _check_signatures(findings, provider, base)
    options = getattr(provider, "options", Section)
    return check_options(findings, provider, options) and is_concrete


def check_import(findings: Findings, provider: Any, allowed: tuple[str, ...] = ()) -> None:
    """Find a provider that cannot be imported by its name, or whose module is heavy."""
    module, name = provider.__module__, provider.__qualname__
    if "<locals>" in name or getattr(sys.modules.get(module), name.split(".")[0], None) is None:
        findings.add("importable", place_of(provider), f"`{module}.{name}` cannot be imported.")
        return
    if module in ("__main__", "__mp_main__"):
        return
    heavy, error = heavy_imports(module, allowed)
    findings.expect(not error, "works", place_of(provider), f"importing `{module}`: {error}")
    findings.expect(
        not heavy,
        "import-light",
        place_of(provider),
        f"importing `{module}` imports {', '.join(heavy)}.",
    )


def built(findings: Findings, provider: Callable[..., T], place: str, *arguments: Any) -> T | None:
    """Return an object of the class; None, with a violation, if it cannot be made."""
    with findings.guarded(place, "when it is made with its default options"):
        return provider(*arguments)
    return None


def default_options(provider: Any, given: dict[str, Any] | None) -> Section:
    """Return the options of a provider with the values that the caller of a check gave.

    Raises:
        ConfigError: They cannot be used, or one without default is not given.
    """
    return make_options(provider.options, given)


def check_frozen(findings: Findings, provider: type, before: str, options: Section) -> None:
    """Find options that were changed."""
    findings.expect(
        repr(options) == before,
        "options-frozen",
        place_of(provider),
        f"they were {before} and are {options!r}.",
    )


def _check_abstract(findings: Findings, provider: type) -> bool:
    missing = sorted(getattr(provider, "__abstractmethods__", ()))
    return findings.expect(
        not missing, "base-class", place_of(provider), f"it lacks `{'`, `'.join(missing)}`."
    )


def _check_signatures(findings: Findings, provider: type, base: type) -> None:
    for name, method in vars(base).items():
        own = getattr(provider, name, None)
        if name.startswith("__") or not inspect.isfunction(_plain(method)) or own is None:
            continue
        if not _accepts(own, getattr(base, name)):
            findings.add(
                "signature",
                place_of(provider, name),
                f"`{name}{inspect.signature(own)}` overrides "
                f"`{name}{inspect.signature(getattr(base, name))}`.",
            )


def _plain(method: object) -> object:
    return getattr(method, "__func__", method)


def _accepts(own: object, base: object) -> bool:
    """Return whether a method can be called as that of the base class."""
    if own is base or not callable(own) or not callable(base):
        return own is base or callable(own)
    try:
        values = list(inspect.signature(base).parameters.values())
        positional = [one for one in values if one.kind is not one.KEYWORD_ONLY]
        named = {one.name: None for one in values if one.kind is one.KEYWORD_ONLY}
        inspect.signature(own).bind(*positional, **named)
    except TypeError:
        return False
    except ValueError:
        return True
    return True
