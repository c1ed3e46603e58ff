"""States of callbacks in checkpoints: tensors in a file of their own, the rest as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from training.core.io.torch import torch
from training.errors import PluginError

TENSOR = "$tensor"
"""Key that stands in the JSON for a tensor, with its name in the file of tensors."""
Tensors: TypeAlias = dict[str, torch.Tensor]


def divided(name: str, state: Mapping[str, Any]) -> tuple[dict[str, Any], Tensors]:
    """Return a callback's state as JSON, and the tensors that were in it by name.

    Raises:
        PluginError: It holds something else than JSON and tensors.
    """
    if not isinstance(state, Mapping):
        raise PluginError(
            f"The callback `{name}`: `state` must return a dictionary, not {type(state).__name__}."
        )
    tensors: Tensors = {}
    return _json_of(state, name, name, tensors), tensors


def joined(state: Any, tensors: Mapping[str, torch.Tensor]) -> Any:
    """Return the state that was divided.

    Raises:
        KeyError: A tensor is missing.
    """
    if isinstance(state, dict):
        if state.keys() == {TENSOR}:
            return tensors[state[TENSOR]]
        return {key: joined(value, tensors) for key, value in state.items()}
    if isinstance(state, (list, tuple)):
        return [joined(value, tensors) for value in state]
    return state


def _json_of(value: Any, place: str, name: str, tensors: Tensors) -> Any:
    if isinstance(value, torch.Tensor):
        tensors[place] = value
        return {TENSOR: place}
    if isinstance(value, Mapping):
        _require_keys(value, place, name)
        return {key: _json_of(one, f"{place}|{key}", name, tensors) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_json_of(one, f"{place}|{n}", name, tensors) for n, one in enumerate(value)]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise PluginError(
        f"The callback `{name}`: {_shown(place)} in what `state` returns is a "
        f"{type(value).__name__}. Allowed are None, truth values, numbers, texts and tensors, and "
        "dictionaries and lists of these."
    )


def _require_keys(value: Mapping[Any, Any], place: str, name: str) -> None:
    for key in value:
        if not isinstance(key, str) or key == TENSOR:
            raise PluginError(
                f"The callback `{name}`: {_shown(place)} in what `state` returns has the key "
                f"{key!r}. Keys must be texts, and none may be `{TENSOR}`."
            )


def _shown(place: str) -> str:
    inner = place.split("|")[1:]
    return f"`{'.'.join(inner)}`" if inner else "the dictionary"
