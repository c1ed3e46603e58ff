"""The marks for hook specifications and their implementations."""

from __future__ import annotations

import pluggy

PROJECT = "training"

hookspec = pluggy.HookspecMarker(PROJECT)
"""Marks a function as the specification of a hook."""

hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a function of a plugin as the implementation of the hook it is named after."""
