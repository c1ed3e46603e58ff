"""Everything the plugins register, of every kind."""

from __future__ import annotations

from training.core.plugins import Registry, TrainingPluginManager, get_registry

PREFIX, SUFFIX = "register_", "s"


def all_registered(manager: TrainingPluginManager) -> dict[str, Registry]:
    """Ask every plugin for what it registers; afterwards the manager knows which of them fail.

    Returns:
        The registry of each kind: ``task``, ``backbone``, ``command``, …
    """
    return {kind: get_registry(kind, manager) for kind in _kinds(manager)}


def _kinds(manager: TrainingPluginManager) -> list[str]:
    return [
        name[len(PREFIX) : -len(SUFFIX)]
        for name, caller in vars(manager.hook).items()
        if name.startswith(PREFIX) and name.endswith(SUFFIX) and _is_ours(caller)
    ]


def _is_ours(caller: object) -> bool:
    """Return whether a hook follows our convention; one that a third party specifies may not."""
    spec = getattr(caller, "spec", None)
    return spec is not None and spec.namespace.__name__.startswith("training.")
