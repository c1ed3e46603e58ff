"""Read conditions such as `when: {training.schedule: [linear, cosine]}`, and check them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from training.errors import ConfigError, suggestion
from training.hpo.search_space.conditions import Condition, OneOf, Scalar, Within
from training.hpo.search_space.parameters import Choice, Plain

FORM = "{PARAMETER: VALUE}, {PARAMETER: [VALUE, …]} or {PARAMETER: {min: …, max: …}}"


def read_conditions(place: str, given: Any) -> tuple[Condition, ...]:
    """Understand the key `when` of an entry; every condition must hold.

    Args:
        place: Dotted key of the entry, for messages.
        given: What was given there; None is no condition.

    Raises:
        ConfigError: It is not of that form.
    """
    if given is None:
        return ()
    if not isinstance(given, Mapping) or not given:
        raise ConfigError(f"`{place}.when` must be {FORM}, not {given!r}.")
    return tuple(_condition(place, str(name), wanted) for name, wanted in given.items())


def example_of(condition: Condition, parameter: Plain) -> Scalar | None:
    """Return a value of the other parameter that fulfils the condition; None if it never can."""
    return next(filter(condition.holds, _candidates(condition, parameter)), None)


def require_fulfillable(name: str, condition: Condition, parameters: Mapping[str, Plain]) -> None:
    """Refuse a condition on a parameter that does not exist or never has such a value.

    Args:
        name: Parameter that has the condition.
        condition: The condition.
        parameters: All parameters of the search space.

    Raises:
        ConfigError: It is such a condition.
    """
    place, other = f"search_space.{name}.when", condition.parameter
    if other not in parameters:
        raise ConfigError(
            f"`{place}`: there is no parameter `{other}` in the search space."
            f"{suggestion(other, parameters)} Its parameters are {', '.join(parameters)}."
        )
    wanted = condition.values if isinstance(condition, OneOf) else (None,)
    for value in wanted:
        one = OneOf(other, (value,)) if isinstance(condition, OneOf) else condition
        if not _is_possible(one, parameters[other]):
            raise ConfigError(
                f"`{place}.{other}`: {_shown(one)} is never a value of `search_space.{other}`, "
                f"which is {parameters[other].words}."
            )


def _condition(place: str, name: str, wanted: Any) -> Condition:
    if isinstance(wanted, Mapping):
        return _range(f"{place}.when.{name}", name, wanted)
    values = tuple(wanted) if isinstance(wanted, (list, tuple)) else (wanted,)
    if not values or not all(isinstance(one, (str, int, float, type(None))) for one in values):
        raise ConfigError(f"`{place}.when.{name}` must be a value or a list of them: {FORM}.")
    return OneOf(name, values)


def _range(place: str, name: str, wanted: Mapping[str, Any]) -> Within:
    unknown = [str(key) for key in wanted if key not in ("min", "max")]
    bounds = [wanted.get("min", -math.inf), wanted.get("max", math.inf)]
    numbers = all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in bounds)
    if unknown or not wanted or not numbers or bounds[0] > bounds[1]:
        raise ConfigError(
            f"`{place}` must be {{min: NUMBER, max: NUMBER}}, at least one of them and in that "
            f"order, not {dict(wanted)!r}."
        )
    return Within(name, *bounds)


def _is_possible(condition: Condition, parameter: Plain) -> bool:
    return any(map(condition.holds, _candidates(condition, parameter)))


def _candidates(condition: Condition, parameter: Plain) -> Sequence[Scalar]:
    """Return values of the other parameter among which one fulfils the condition, if any does."""
    if isinstance(parameter, Choice):
        return parameter.values
    if isinstance(condition, OneOf):
        return [value for value in condition.values if parameter.contains(value)]
    nearest = (parameter.at_least(condition.low), *parameter.extremes)
    return [value for value in nearest if value is not None]


def _shown(condition: Condition) -> str:
    if isinstance(condition, OneOf):
        return repr(condition.values[0])
    return f"a number {condition.range}"
