"""What training-execution itself offers, through the same hooks as every other plugin."""

from __future__ import annotations

from training.core.plugins import Provider
from training.core.plugins import hookimpl


@hookimpl
def register_launchers() -> list[Provider]:
    """Offer the built-in launchers."""
    return [
        Provider(
            "local", "training.execution.launchers.local:LocalLauncher", "In this very process"
        )
    ]
