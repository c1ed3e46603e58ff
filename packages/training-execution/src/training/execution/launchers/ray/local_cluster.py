"""A Ray cluster of our own, for this machine only."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from typing import Any

LOOPBACK_SWITCH = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"
"""Ray reads it when it is imported; 0 makes loopback the address of its servers, everywhere."""


def prefer_loopback() -> None:
    """Let Ray's servers listen on loopback; before Ray is imported, and not against the user."""
    if "RAY_ADDRESS" not in os.environ:
        os.environ.setdefault(LOOPBACK_SWITCH, "0")


def start_local_ray(ray: Any) -> None:
    """Start a cluster without a dashboard, whose servers other machines cannot reach.

    None of them has authentication: whoever reaches one can run code. With RAY_ADDRESS in the
    environment that cluster is used instead.
    """
    if os.environ.get(LOOPBACK_SWITCH) == "0":
        with suppress(ImportError, AttributeError):
            # Another library may have imported Ray before the switch was set.
            from ray._private import ray_constants

            ray_constants.ENABLE_RAY_CLUSTER = False
    ray.init(include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
