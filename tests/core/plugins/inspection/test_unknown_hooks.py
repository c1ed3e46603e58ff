from __future__ import annotations

import pluggy
import pytest

from training.core.plugins import TrainingPluginManager
from training.core.plugins.inspection.unknown_hooks import unknown_hooks
from training.core.plugins.markers import PROJECT, hookimpl, hookspec


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


class Specifications:
    @hookspec(warn_on_impl=DeprecationWarning("use on_new; it goes in version 2"))
    def on_old(self) -> None: ...

    @hookspec(warn_on_impl_args={"colour": DeprecationWarning("`colour` goes in version 2")})
    def on_new(self, size: int, colour: str) -> None: ...


class OldPlugin:
    @hookimpl
    def on_old(self) -> None: ...

    @hookimpl
    def on_new(self, colour: str) -> None: ...


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_deprecated_hooks_and_arguments_are_pointed_out_and_keep_working() -> None:
    manager = TrainingPluginManager()
    manager.add_hookspecs(Specifications)
    manager.register(OldPlugin(), "old")
    assert sorted(manager.warnings) == [
        "plugin `old` (registered in this process): `on_new`: `colour` goes in version 2",
        "plugin `old` (registered in this process): `on_old`: use on_new; it goes in version 2",
    ]
    assert manager.reports[-1].reason == ""
