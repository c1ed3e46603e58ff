"""The plugin system: what a plugin author imports, and the manager that holds the plugins.

A plugin is a module named in the entry-point group `training.plugins`. It stays light (no torch,
optuna, transformers or mlflow at import), marks its hooks with `hookimpl` and hands out `Provider`
entries, whose targets are imported when they are used.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.plugins.manager import TrainingPluginManager as TrainingPluginManager
    from training.core.plugins.manager import get_plugin_manager as get_plugin_manager
    from training.core.plugins.markers import hookimpl as hookimpl
    from training.core.plugins.markers import hookspec as hookspec
    from training.core.plugins.provider import Provider as Provider
    from training.core.plugins.registry import Registry as Registry
    from training.core.plugins.registry import get_registry as get_registry
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "Provider": "provider",
            "Registry": "registry",
            "TrainingPluginManager": "manager",
            "get_plugin_manager": "manager",
            "get_registry": "registry",
            "hookimpl": "markers",
            "hookspec": "markers",
        },
    )
