"""Find functions that have the name of a hook and that nothing marks as its implementation."""

from __future__ import annotations

import inspect

import pluggy


def unmarked_hooks(manager: pluggy.PluginManager, plugin: object) -> list[str]:
    """Return the names of functions of a plugin that look like hooks and are none.

    Args:
        manager: Knows the specifications.
        plugin: A registered plugin: a module or an object.
    """
    specified = {name for name, caller in vars(manager.hook).items() if caller.has_spec()}
    marked = {caller.name for caller in manager.get_hookcallers(plugin) or ()}
    return sorted(
        name for name in specified - marked if _is_own_function(plugin, getattr(plugin, name, None))
    )


def _is_own_function(plugin: object, found: object) -> bool:
    """Return whether a function was written in the plugin; one that it imports is another's."""
    if not inspect.isroutine(found):
        return False
    own = plugin.__name__ if inspect.ismodule(plugin) else type(plugin).__module__
    return getattr(found, "__module__", None) == own
