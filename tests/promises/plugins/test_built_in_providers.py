from __future__ import annotations

import pytest

from training.core.plugins import get_registry

KINDS = (
    "check",
    "task",
    "backbone",
    "reader",
    "tracker",
    "launcher",
    "sampler",
    "pruner",
    "command",
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_built_in_provider_names_an_object_that_exists(kind: str) -> None:
    registry = get_registry(kind)
    assert registry.names
    for name in registry.names:
        assert registry.load(name) is not None
