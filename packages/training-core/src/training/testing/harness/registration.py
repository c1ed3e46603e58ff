"""Register classes in this process as if an installed plugin offered them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from training.core.plugins import Provider, get_plugin_manager, hookimpl

PLUGIN = "conformance-kit"


class Given(NamedTuple):
    """A class and the name under which it is registered."""

    kind: str
    name: str
    target: object


@dataclass(frozen=True)
class _Loaded(Provider):
    """A provider whose target is in memory."""

    thing: object = None

    def load(self) -> object:
        return self.thing


class _Plugin:
    """Implements the `register_*` hooks that some classes need."""

    def __init__(self, given: Sequence[Given]) -> None:
        for kind in {one.kind for one in given}:
            mine = [one for one in given if one.kind == kind]
            hook = f"register_{kind}es" if kind.endswith("s") else f"register_{kind}s"
            setattr(self, hook, hookimpl(_registering(hook, mine)))


def _registering(hook: str, given: Sequence[Given]) -> Callable[[], list[Provider]]:
    def register() -> list[Provider]:
        return [_Loaded(one.name, "conformance:kit", one.name, (), one.target) for one in given]

    register.__name__ = hook
    return register


@contextmanager
def registered(given: Sequence[Given]) -> Iterator[None]:
    """Offer some classes by name within the block."""
    manager = get_plugin_manager()
    plugin = _Plugin(given)
    manager.register(plugin, name=PLUGIN)
    try:
        yield
    finally:
        manager.unregister(plugin)
