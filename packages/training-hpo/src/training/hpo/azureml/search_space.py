"""A search space in the terms of Azure ML."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from training.errors import ConfigError
from training.hpo.azureml.sdk import azure_ml
from training.hpo.search_space.parameters import (
    Choice,
    Conditional,
    FloatRange,
    IntRange,
    Parameter,
)

MOST_CHOICES = 1000
LOG_CHOICES = 64
_ALLOWED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def azure_search_space(space: Mapping[str, Parameter]) -> dict[str, Any]:
    """Return objects of `azure.ai.ml.sweep` by the names that Azure allows.

    Whole numbers and steps become choices of their values, because Azure's quantised ranges draw
    ``round(value / q) * q``: multiples of the step rather than steps from the minimum, and as
    decimals. A logarithmic range of whole numbers becomes a choice of up to 64 values with equal
    ratios.

    Raises:
        ConfigError: Azure cannot express a parameter.
        MissingExtraError: The SDK is not installed.
    """
    return {azure_name(name): _expression(name, one) for name, one in space.items()}


def azure_name(name: str) -> str:
    """Return the name of a parameter as Azure takes it: dots become two underscores.

    Raises:
        ConfigError: It holds other characters that Azure does not take.
    """
    changed = name.replace(".", "__")
    if not _ALLOWED.fullmatch(changed):
        raise ConfigError(
            f"`search_space.{name}`: Azure ML takes names of letters, digits and underscores "
            "(dots are replaced). Rename the parameter, or sweep locally."
        )
    return changed


def _expression(name: str, parameter: Parameter) -> Any:
    if isinstance(parameter, Conditional):
        raise ConfigError(
            f"`search_space.{name}.when`: Azure ML cannot search a parameter under a condition. "
            "Leave the condition out, sweep each case on its own, or sweep locally."
        )
    sweep = azure_ml("sweep")
    if isinstance(parameter, Choice):
        return sweep.Choice(values=list(parameter.values))
    if isinstance(parameter, IntRange):
        return sweep.Choice(values=_whole_numbers(name, parameter))
    return _number(name, parameter)


def _number(name: str, parameter: FloatRange) -> Any:
    sweep = azure_ml("sweep")
    if parameter.step is not None:
        return sweep.Choice(values=_steps(name, parameter, parameter.step))
    if parameter.log:
        low, high = math.log(parameter.low), math.log(parameter.high)
        return sweep.LogUniform(min_value=low, max_value=high)
    return sweep.Uniform(min_value=parameter.low, max_value=parameter.high)


def _whole_numbers(name: str, parameter: IntRange) -> list[int]:
    values = range(parameter.low, parameter.high + 1, parameter.step)
    if parameter.log and len(values) > LOG_CHOICES:
        ratio = parameter.high / parameter.low
        powers = (ratio ** (place / (LOG_CHOICES - 1)) for place in range(LOG_CHOICES))
        return sorted({round(parameter.low * power) for power in powers})
    _require_few(name, len(values))
    return list(values)


def _steps(name: str, parameter: FloatRange, step: float) -> list[float]:
    low, high, distance = (Decimal(repr(one)) for one in (parameter.low, parameter.high, step))
    count = int((high - low) / distance) + 1
    _require_few(name, count)
    return [float(low + place * distance) for place in range(count)]


def _require_few(name: str, count: int) -> None:
    if count > MOST_CHOICES:
        raise ConfigError(
            f"`search_space.{name}`: it has {count:,} values, and as choices Azure ML gets at most "
            f"{MOST_CHOICES:,}. Give a larger step, or use the type `uniform`."
        )
