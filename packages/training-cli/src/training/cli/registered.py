"""Everything the plugins register, of every kind."""

from __future__ import annotations

from training.core.plugins import Registry, TrainingPluginManager
from training.core.plugins.registry import registered_kinds


def all_registered(manager: TrainingPluginManager) -> dict[str, Registry]:
    """Ask every plugin for what it registers (see `registered_kinds`)."""
    return registered_kinds(manager)
