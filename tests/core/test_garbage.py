from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from training._garbage import paused_collection


@pytest.fixture(autouse=True)
def _collection_as_before() -> Iterator[None]:
    was = gc.isenabled()
    yield
    (gc.enable if was else gc.disable)()


def fail_within_the_block() -> None:
    with paused_collection():
        assert not gc.isenabled()
        raise ZeroDivisionError


@pytest.mark.parametrize("enabled", [True, False])
def test_collection_is_as_it_was_after_the_block_and_after_an_error(enabled: bool) -> None:
    (gc.enable if enabled else gc.disable)()
    with paused_collection():
        assert not gc.isenabled()
    assert gc.isenabled() is enabled
    with pytest.raises(ZeroDivisionError):
        fail_within_the_block()
    assert gc.isenabled() is enabled
