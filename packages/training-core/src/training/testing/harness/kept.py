"""Size and digests of what objects keep in their attributes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from types import FunctionType, MethodType, ModuleType
from typing import Any

from training.config import Section
from training.core.io.torch import nn, torch

SHARED = (Section, nn.Module, torch.optim.Optimizer, ModuleType, FunctionType, MethodType, type)
"""Belongs to the fit, not to the object that refers to it."""
DEEPEST = 8


def size_of(objects: Iterable[Any]) -> int:
    """Return how many bytes the attributes of some objects hold."""
    return sum(_size(value) for _, value in _leaves(objects))


def digests_of(one: Any) -> dict[str, str]:
    """Return a digest for each attribute of an object."""
    return {
        name: sha256("".join(_text(leaf) for _, leaf in _walk(name, value, 0)).encode()).hexdigest()
        for name, value in vars(one).items()
        if not isinstance(value, SHARED)
    }


def _leaves(objects: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    for number, one in enumerate(objects):
        for name, value in vars(one).items():
            yield from _walk(f"{number}.{name}", value, 0)


def _walk(name: str, value: Any, depth: int) -> Iterator[tuple[str, Any]]:
    if isinstance(value, SHARED) or depth > DEEPEST:
        return
    if isinstance(value, Mapping):
        for key, inner in list(value.items()):
            yield from _walk(f"{name}.{_key(key)}", inner, depth + 1)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for place, inner in enumerate(value):
            yield from _walk(f"{name}.{place}", inner, depth + 1)
    elif hasattr(value, "__dict__") and not isinstance(value, torch.Tensor):
        for key, inner in list(vars(value).items()):
            yield from _walk(f"{name}.{key}", inner, depth + 1)
    else:
        yield name, value


def _key(key: Any) -> str:
    return str(key) if isinstance(key, (str, int)) else type(key).__name__


def _size(value: Any) -> int:
    if isinstance(value, torch.Tensor):
        return value.numel() * value.element_size()
    return int(getattr(value, "nbytes", 0)) or sys.getsizeof(value)


def _text(value: Any) -> str:
    if isinstance(value, torch.Tensor):
        return str(value.detach().cpu().flatten().tolist())
    if isinstance(value, torch.Generator):
        return str(value.get_state().tolist())
    return repr(value) if isinstance(value, (int, float, str, bytes, type(None))) else ""
