"""The search space of a sweep, and how trials are asked for its values."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from training.errors import ConfigError
from training.hpo.search_space.conditions import Scalar
from training.hpo.search_space.parameters import Conditional, Parameter, conditions_of, plain
from training.hpo.search_space.parse_condition import example_of, require_fulfillable
from training.hpo.search_space.parse_parameter import FORMS, read_parameter


def read_search_space(hpo_config: Mapping[str, Any]) -> dict[str, Parameter]:
    """Return the parameters of a sweep, in their order.

    Raises:
        ConfigError: The search space is missing, empty, an entry cannot be used, or a condition
            refers to no other parameter or back to its own.
    """
    entries = hpo_config.get("search_space")
    if not isinstance(entries, Mapping) or not entries:
        raise ConfigError(
            "`search_space` must map at least one parameter to what it may be, for example "
            f"learning_rate: {FORMS['loguniform']}; it is {entries!r}."
        )
    space = {str(name): read_parameter(str(name), entry) for name, entry in entries.items()}
    _check_conditions(space)
    return space


def sample(
    space: Mapping[str, Parameter], trial: Any, exclude: Collection[str] = ()
) -> dict[str, Any]:
    """Ask a trial for a value of every parameter that is not excluded and whose conditions hold.

    Raises:
        ConfigError: A condition needs a parameter that is excluded.
    """
    values: dict[str, Any] = {}
    for name in _parents_first(space):
        if name not in exclude and _is_searched(name, space[name], values, exclude):
            values[name] = space[name].sample(trial, name)
    return {name: values[name] for name in space if name in values}


def fixed(space: Mapping[str, Parameter], name: str, value: Scalar) -> dict[str, Parameter]:
    """Return the search space where one parameter is given, so that it is not searched.

    Parameters whose condition the value does not fulfil are left out, and so is what depends on
    them; conditions that it fulfils are dropped.
    """
    rest = {other: parameter for other, parameter in space.items() if other != name}
    return _without_unfulfilled(rest, name, value)


def edges(space: Mapping[str, Parameter]) -> Iterator[tuple[str, dict[str, Scalar]]]:
    """Yield each parameter with values at each of its edges, under its conditions.

    The values are those of the parameter and of the parameters that its conditions refer to.
    """
    for name, parameter in space.items():
        above = _fulfilling(space, parameter)
        for value in parameter.extremes:
            yield name, {**above, name: value}


def combinations(space: Mapping[str, Parameter]) -> Iterator[dict[str, Any]]:
    """Yield every combination of values, in which conditions hold.

    Every range must have steps. There may be very many: take only as many as are needed.
    """
    return _combined(space, _parents_first(space), {})


def _combined(
    space: Mapping[str, Parameter], names: Sequence[str], values: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    if not names:
        yield values
        return
    name, *rest = names
    if not _is_searched(name, space[name], values, ()):
        yield from _combined(space, rest, values)
        return
    for value in plain(space[name]).steps:
        yield from _combined(space, rest, {**values, name: value})


def _check_conditions(space: Mapping[str, Parameter]) -> None:
    everything = {name: plain(parameter) for name, parameter in space.items()}
    for name, parameter in space.items():
        for condition in conditions_of(parameter):
            require_fulfillable(name, condition, everything)
    _parents_first(space)


def _parents_first(space: Mapping[str, Parameter]) -> list[str]:
    """Return the names in an order in which conditions refer to what stands before."""
    order: list[str] = []
    waiting = list(space)
    while waiting:
        ready = [name for name in waiting if not _parents(space[name], space) & set(waiting)]
        if not ready:
            raise ConfigError(
                f"`search_space.{waiting[0]}.when`: the conditions of {', '.join(waiting)} refer "
                "to each other in a circle. Drop one of them."
            )
        order += ready
        waiting = [name for name in waiting if name not in ready]
    return order


def _parents(parameter: Parameter, space: Mapping[str, Parameter]) -> set[str]:
    return {condition.parameter for condition in conditions_of(parameter)} & set(space)


def _is_searched(
    name: str, parameter: Parameter, values: Mapping[str, Any], exclude: Collection[str]
) -> bool:
    for condition in conditions_of(parameter):
        if condition.parameter in exclude:
            raise ConfigError(
                f"`search_space.{name}.when`: the parameter `{condition.parameter}` is left out "
                "here, so the condition cannot be judged. Leave both out, or none."
            )
        if condition.parameter not in values or not condition.holds(values[condition.parameter]):
            return False
    return True


def _without_unfulfilled(
    space: Mapping[str, Parameter], name: str, value: Scalar
) -> dict[str, Parameter]:
    kept: dict[str, Parameter] = {}
    for other in _parents_first(space):
        conditions = conditions_of(space[other])
        gone = [one for one in conditions if one.parameter == name and not one.holds(value)]
        lost = [one for one in conditions if one.parameter != name and one.parameter not in kept]
        if not gone and not lost:
            left = tuple(one for one in conditions if one.parameter != name)
            bare = plain(space[other])
            kept[other] = Conditional(bare, left) if left else bare
    return {other: kept[other] for other in space if other in kept}


def _fulfilling(space: Mapping[str, Parameter], parameter: Parameter) -> dict[str, Scalar]:
    values: dict[str, Scalar] = {}
    for condition in conditions_of(parameter):
        other = space[condition.parameter]
        values |= _fulfilling(space, other)
        values[condition.parameter] = example_of(condition, plain(other))
    return values
