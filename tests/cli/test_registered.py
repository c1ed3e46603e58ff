from __future__ import annotations

from training.cli.registered import all_registered
from training.core.plugins import get_plugin_manager


def test_every_kind_that_plugins_register_is_asked_for() -> None:
    found = all_registered(get_plugin_manager())
    assert {"task", "backbone", "reader", "command", "sampler", "pruner", "tracker"} <= set(found)
    assert "train" in found["command"].names
    assert "bilstm" in found["backbone"].names
