"""Find hook implementations that no specification asks for, or that will not be for long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

from training.errors import suggestion

if TYPE_CHECKING:
    from pluggy._hooks import HookSpec


def unknown_hooks(manager: pluggy.PluginManager, plugin: object) -> list[str]:
    """Return a sentence for each implementation of `plugin` that will never be called.

    An implementation marked ``optionalhook=True`` belongs to a distribution that may be missing
    and is passed over.
    """
    specified = [name for name, caller in vars(manager.hook).items() if caller.has_spec()]
    return [
        f"unknown hook `{caller.name}`, which nothing calls.{suggestion(caller.name, specified)}"
        for caller in manager.get_hookcallers(plugin) or ()
        if not caller.has_spec() and not _is_optional(caller, plugin)
    ]


def deprecated_hooks(manager: pluggy.PluginManager, plugin: object) -> list[str]:
    """Return what the specifications say of deprecated hooks and arguments of `plugin`."""
    return [
        f"`{caller.name}`: {warning}"
        for caller in manager.get_hookcallers(plugin) or ()
        for one in caller.get_hookimpls()
        if one.plugin is plugin and caller.spec is not None
        for warning in _warnings(caller.spec, one)
    ]


def _warnings(spec: HookSpec, implementation: pluggy.HookImpl) -> list[Warning]:
    arguments = spec.warn_on_impl_args or {}
    found = [arguments[name] for name in implementation.argnames if name in arguments]
    return [spec.warn_on_impl, *found] if spec.warn_on_impl is not None else found


def _is_optional(caller: pluggy.HookCaller, plugin: object) -> bool:
    return any(one.optionalhook for one in caller.get_hookimpls() if one.plugin is plugin)
