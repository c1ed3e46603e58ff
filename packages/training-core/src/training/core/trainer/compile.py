"""Keep torch's compiler out of processes that compile nothing.

The methods of `torch.optim.Optimizer` import the compiler when they are first called, to keep it
from looking into them. That takes as long as importing torch.
"""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from inspect import unwrap
from pathlib import Path
from typing import Any

from training.core.io.torch import torch
from training.errors import ConfigError

_METHODS = ("add_param_group", "load_state_dict", "state_dict", "zero_grad")
_MARKED = "__dynamo_disable"
"""Attribute in which torch keeps the marked function (`torch._compile`)."""


@cache
def without_compiler(kind: type[torch.optim.Optimizer]) -> Callable[..., torch.optim.Optimizer]:
    """Return an optimizer of torch without the compiler."""
    unwrapped: Callable[..., Any] = unwrap(kind.step)

    @torch.no_grad()
    def step(self: torch.optim.Optimizer, closure: Callable[[], Any] | None = None) -> Any:
        """Change the weights."""
        return unwrapped(self, closure)

    return type(kind.__name__, (kind,), {"step": step, "__doc__": kind.__doc__})


def require_compiler(wanted: bool, device: torch.device) -> None:
    """Refuse to compile a model where what `torch.compile` needs is missing.

    Raises:
        ConfigError: A C++ compiler, Python's header files or Triton are missing.
    """
    missing = _missing(device) if wanted else None
    if missing is not None:
        raise ConfigError(
            f"training.compile=true: `torch.compile` needs {missing} for the device `{device}`. "
            "Install it, or set training.compile=false."
        )


def _missing(device: torch.device) -> str | None:
    if device.type == "cuda":
        return None if find_spec("triton") else "the package `triton`"
    compiler = os.environ.get("CXX", "clang++" if sys.platform == "darwin" else "g++")
    if shutil.which(compiler) is None:
        return f"a C++ compiler (`{compiler}` is not on PATH; CXX names another one)"
    header = Path(sysconfig.get_path("include")) / "Python.h"
    return None if header.is_file() else f"Python's header files ({header})"


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
