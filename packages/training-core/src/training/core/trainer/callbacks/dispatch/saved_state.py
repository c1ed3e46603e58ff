"""States of callbacks in checkpoints: tensors in a file of their own, the rest as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from training.core.io.torch import torch
from training.errors import PluginError

TENSOR = "$tensor"
"""Key that stands in the JSON for a tensor, with its name in the file of tensors."""
DEEPEST = 50
"""How deep a state may be nested."""
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
        return {TENSOR: _kept(value, place, name, tensors)}
    if isinstance(value, (Mapping, list, tuple)):
        _require_depth(place, name)
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


def _kept(value: torch.Tensor, place: str, name: str, tensors: Tensors) -> str:
    """Keep a tensor under a name of its own, which is returned."""
    if value.layout != torch.strided or value.is_complex() or value.is_quantized or value.is_meta:
        raise PluginError(
            f"The callback `{name}`: {_shown(place)} in what `state` returns is a tensor of "
            f"{value.layout} and {value.dtype} on {value.device}. Allowed are dense tensors of "
            "real numbers that hold values."
        )
    key = f"{name}|{len(tensors)}"
    tensors[key] = value
    return key


def _require_depth(place: str, name: str) -> None:
    if place.count("|") > DEEPEST:
        raise PluginError(
            f"The callback `{name}`: what `state` returns is nested more than {DEEPEST} deep, or "
            "holds itself."
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
