"""Refuse other parameters than those that the optimizer trains and checkpoints hold."""

from __future__ import annotations

from collections.abc import Sequence

from training.core.io.torch import nn
from training.errors import PluginError

_SHOWN = 5


class SameParameters:
    """Compares the parameters of a model with those that it had at first.

    Args:
        model: As the optimizer knows it.
    """

    def __init__(self, model: nn.Module) -> None:
        self._model = model
        self._first = _parameters(model)

    def require(self, suspects: Sequence[str], when: str) -> None:
        """Compare them.

        Args:
            suspects: Names of the callbacks that may have changed them.
            when: Words for the time.

        Raises:
            PluginError: Some were added, removed, replaced or reshaped.
        """
        now = _parameters(self._model)
        if now == self._first:
            return
        changed = sorted({name for name, *_ in set(now) ^ set(self._first)})
        shown = ", ".join(f"`{name}`" for name in changed[:_SHOWN])
        names = " or ".join(f"`{name}`" for name in suspects)
        raise PluginError(
            f"The callback {names} added, removed, replaced or reshaped parameters of the model "
            f"{when}: {shown}. The optimizer would train others than the model has. "
            "Change values in place; build layers in the task or the backbone."
        )


def _parameters(model: nn.Module) -> list[tuple[str, int, tuple[int, ...]]]:
    return [(name, id(value), tuple(value.shape)) for name, value in model.named_parameters()]
