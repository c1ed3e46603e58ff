"""Call one method of one callback, and say in an error whose it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from training.core.distributed.collectives import rank, world_size
from training.core.distributed.replicas import ChangeMarks
from training.core.plugins.attribution import add_note
from training.core.trainer.callbacks.callback import Callback
from training.core.trainer.callbacks.fit_context import FitContext
from training.core.trainer.loop import Loop
from training.errors import PluginError

EVENTS = tuple(
    name
    for name in vars(Callback)
    if name.startswith(("on_", "before_")) or name == "evaluation_weights"
)
CHANGING = ("on_batch", "before_backward", "before_optimizer_step")
"""Events at which a callback can change the gradient of one rank, which no tensor shows."""


class NamedCallback(NamedTuple):
    """A callback, its name in the configuration, and the words for its plugin."""

    name: str
    callback: Callback
    source: str = ""


class Call:
    """A method of a callback.

    Args:
        named: The callback.
        event: Name of the method.
        fit: Its first argument.
        loop: Makes the steps.

    Attributes:
        name: Name of the callback.
        event: Name of the method.
        fit: Its first argument.
        method: To be called inside `raising`.
    """

    __slots__ = ("_loop", "_named", "event", "fit", "method", "name")

    def __init__(self, named: NamedCallback, event: str, fit: FitContext, loop: Loop) -> None:
        self.name = named.name
        self.event = event
        self.fit = fit
        self.method: Callable[..., Any] = getattr(named.callback, event)
        self._named = named
        self._loop = loop

    def __call__(self, *values: object) -> Any:
        """Call it, and return what it returns; its errors say whose they are."""
        try:
            return self.method(self.fit, *values)
        except Exception as error:
            self.explain(error)
            raise

    def explain(self, error: Exception) -> None:
        """Say in an error that the method raised whose it was."""
        add_note(error, note(self._named, self.event, self._loop))

    def watch(self, marks: ChangeMarks, changes: dict[str, int]) -> None:
        """From now on, see whether the method changes the model in this one of several ranks.

        Args:
            marks: Tell whether the model was changed.
            changes: How often each callback changed it, by name; counted here.
        """
        method = self.method

        def watched(*values: object) -> Any:
            before = marks.current()
            result = method(*values)
            if marks.current() != before:
                changes[self.name] += 1
                self._require_all_ranks()
            return result

        self.method = watched

    def _require_all_ranks(self) -> None:
        if self._named.callback.runs_in == "main":
            raise PluginError(
                f"The callback `{self.name}` changed the model in `{self.event}`, and it runs in "
                'the main rank only (`runs_in = "main"`): the ranks would train different models. '
                "Let it run in all ranks."
            )


def overriding(
    callbacks: Sequence[NamedCallback],
    event: str,
    contexts: Mapping[str, FitContext],
    loop: Loop,
) -> list[Call]:
    """Return the calls for an event; those that override nothing of it are left out."""
    return [
        Call(named, event, contexts[named.name], loop)
        for named in callbacks
        if getattr(type(named.callback), event) is not getattr(Callback, event)
    ]


@contextmanager
def attributed(named: NamedCallback, event: str, loop: Loop) -> Iterator[None]:
    """Say in an error inside the block whose callback raised it, and where."""
    try:
        yield
    except Exception as error:
        add_note(error, note(named, event, loop))
        raise


def note(named: NamedCallback, event: str, loop: Loop) -> str:
    """Return the words for what a callback raised."""
    source = f" of {named.source}" if named.source else ""
    where = f", in rank {rank()}" if world_size() > 1 else ""
    place = f"`{event}` of the callback `{named.name}`{source}"
    return f"raised in {place}, after step {loop.state.step}{where}"
