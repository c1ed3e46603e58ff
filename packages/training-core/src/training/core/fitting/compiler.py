"""Keep torch's compiler out of processes that compile nothing.

The methods of `torch.optim.Optimizer` import the compiler when they are first called, to keep it
from looking into them. That takes as long as importing torch.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from inspect import unwrap
from typing import Any

from training.core.torch_extra import torch

_METHODS = ("add_param_group", "load_state_dict", "state_dict", "zero_grad")
_MARKED = "__dynamo_disable"
"""Attribute in which torch keeps the marked function (`torch._compile`)."""


class AdamW(torch.optim.AdamW):
    """`torch.optim.AdamW` without the compiler."""

    _unwrapped = staticmethod(unwrap(torch.optim.AdamW.step))

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change the weights."""
        return self._unwrapped(self, closure)


def import_compiler_for_optimizers(wanted: bool) -> None:
    """Choose whether optimizers import the compiler; a torch without these marks is left alone.

    Args:
        wanted: Whether this process compiles.
    """
    for function in _functions():
        if not wanted:
            vars(function).setdefault(_MARKED, function)
        elif vars(function).get(_MARKED) is function:
            delattr(function, _MARKED)


def _functions() -> Iterator[Any]:
    methods = (getattr(torch.optim.Optimizer, name, None) for name in _METHODS)
    wrapped = (getattr(method, "__wrapped__", None) for method in methods)
    return (function for function in wrapped if function is not None)
