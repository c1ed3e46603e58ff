from __future__ import annotations

import pluggy

from training.core.plugins.markers import PROJECT, hookimpl, hookspec
from training.core.plugins.unknown_hooks import unknown_hooks


class Spec:
    @hookspec
    def on_fit_start(self) -> None:
        """Begin."""


class Plugin:
    @hookimpl
    def on_fit_start(self) -> None:
        pass

    @hookimpl
    def on_fit_strat(self) -> None:
        pass

    @hookimpl(optionalhook=True)
    def of_a_missing_distribution(self) -> None:
        pass


def test_a_hook_that_nothing_calls_is_named_with_the_nearest_and_an_optional_one_is_not() -> None:
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Spec)
    plugin = Plugin()
    manager.register(plugin)
    (found,) = unknown_hooks(manager, plugin)
    assert "unknown hook `on_fit_strat`" in found
    assert "Did you mean `on_fit_start`?" in found
