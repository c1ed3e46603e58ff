from __future__ import annotations

import pluggy
import pytest

from training.core.plugins.attribution import add_note, raising_implementation

hookspec, hookimpl = pluggy.HookspecMarker("shop"), pluggy.HookimplMarker("shop")


class Spec:
    @hookspec
    def sell(self) -> None:
        """Sell."""


class Good:
    @hookimpl
    def sell(self) -> None:
        pass


class Bad:
    @hookimpl
    def sell(self) -> None:
        helper()


def helper() -> None:
    raise KeyError("out of stock")


def test_the_implementation_whose_code_ran_is_found_below_helpers() -> None:
    manager = pluggy.PluginManager("shop")
    manager.add_hookspecs(Spec)
    for plugin in (Good(), Bad()):
        manager.register(plugin, type(plugin).__name__)
    with pytest.raises(KeyError) as caught:
        manager.hook.sell()
    found = raising_implementation(caught.value, manager.hook.sell.get_hookimpls())
    assert found is not None
    assert found.plugin_name == "Bad"
    assert raising_implementation(ValueError(), manager.hook.sell.get_hookimpls()) is None


def test_a_note_is_added_once() -> None:
    error = ValueError("x")
    for _ in range(2):
        add_note(error, "raised by a plugin")
    add_note(error, "another")
    assert error.__notes__ == ["raised by a plugin", "another"]
