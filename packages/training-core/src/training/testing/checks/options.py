"""The options of a provider: their types, docstrings, and values at their bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, get_args

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from training.config import Section
from training.config.redaction import is_secret_key
from training.errors import ConfigError
from training.testing.place import place_of
from training.testing.report import Findings

UNTYPED = (Any, object, None)
ODD = (-1, 0, 1, 10**6, -0.5, 0.0, 1.0, 1e6)


def check_options(findings: Findings, provider: type, options: Any) -> bool:
    """Find options that are not typed, not documented, or secret; return whether they are usable.

    Args:
        findings: Takes what is found.
        provider: The class that has the options.
        options: Its attribute `options`.
    """
    if not (isinstance(options, type) and issubclass(options, Section)):
        findings.add("options-section", place_of(provider, "options"), f"`options` is {options!r}.")
        return False
    for name, field in options.model_fields.items():
        place = place_of(options, name)
        findings.expect(
            bool(field.description), "options-documented", place, f"`{name}` has no docstring."
        )
        findings.expect(
            not _is_untyped(field.annotation),
            "options-typed",
            place,
            f"`{name}` has the type {_type_words(field)}.",
        )
        findings.expect(
            not is_secret_key(name), "options-secret", place, f"`{name}` names a secret."
        )
    return True


def make_options(options: type[Section], given: dict[str, Any] | None) -> Section:
    """Return options with some values.

    Raises:
        ConfigError: A value cannot be used, or one without default is not given.
    """
    try:
        return options(**(given or {}))
    except ValidationError as error:
        raise ConfigError(f"these options cannot be used: {error}") from error


def odd_options(options: type[Section], given: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield names and values of numbers that an option's type allows, one at a time."""
    for name, field in options.model_fields.items():
        kinds = _types(field.annotation)
        for value in ODD:
            if type(value) in kinds and _is_allowed(options, {**given, name: value}):
                yield name, value


def check_odd_options(
    findings: Findings,
    provider: Any,
    given: dict[str, Any],
    use: Callable[[Any], object],
    refusals: tuple[type[Exception], ...] = (ValueError,),
) -> None:
    """Find values that an option's type allows, and that end in a raw error.

    Args:
        findings: Takes what is found.
        provider: The class that has the options.
        given: Values of the other options.
        use: Makes and uses a provider of some options.
        refusals: Errors by which a value may be refused.
    """
    for name, value in odd_options(provider.options, given):
        try:
            use(provider.options(**{**given, name: value}))
        except refusals:
            continue
        except Exception as error:
            findings.add(
                "options-bounded",
                place_of(provider.options, name),
                f"with `{name}: {value}`: {type(error).__name__}: {error}",
            )


def _is_allowed(options: type[Section], values: dict[str, Any]) -> bool:
    try:
        options(**values)
    except ValidationError:
        return False
    return True


def _types(annotation: Any) -> set[Any]:
    inner = get_args(annotation)
    return {annotation} if not inner else set().union(*(_types(one) for one in inner))


def _is_untyped(annotation: Any) -> bool:
    return annotation in UNTYPED or annotation in (dict, list, tuple, set)


def _type_words(field: FieldInfo) -> str:
    return getattr(field.annotation, "__name__", str(field.annotation))
