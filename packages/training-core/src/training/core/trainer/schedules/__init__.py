"""Schedules of the learning rate by name, each with typed options."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.trainer.schedules.schedule import Schedule as Schedule
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(__name__, {"Schedule": "schedule"})
