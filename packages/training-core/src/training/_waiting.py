"""Let processor threads that wait for each other sleep, in the processes that we start.

By default the threads of OpenMP spin while they wait. Where another process uses a core too, each
waits for one that cannot run: a small model then takes ten to thirty times as long.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import MappingProxyType

PASSIVE: Mapping[str, str] = MappingProxyType(
    {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "0", "KMP_BLOCKTIME": "0"}
)
"""The standard's variable, and what GNU's and Intel's or LLVM's library read beside it."""


def passive_waiting(environment: Mapping[str, str]) -> Mapping[str, str]:
    """Return the variables to add to an environment: none if the user has set one of them."""
    return {} if PASSIVE.keys() & environment.keys() else PASSIVE


def wait_passively() -> None:
    """Set them for this process and its children; without effect once torch is imported."""
    os.environ.update(passive_waiting(os.environ))
