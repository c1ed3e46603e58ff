from __future__ import annotations

from tests.core.plugins.installing import Site
from training.core.plugins import get_plugin_manager
from training.core.plugins.inspection.unmarked_hooks import unmarked_hooks

UNMARKED = """
from training.core.plugin import register_readers
from training.core.plugins import hookimpl

def register_tasks():
    return []

@hookimpl
def register_trackers():
    return []

on_step_end = 5
"""


def test_a_function_with_the_name_of_a_hook_and_no_mark_is_reported(site: Site) -> None:
    site.install("forgetful", UNMARKED)
    get_plugin_manager.cache_clear()
    manager = get_plugin_manager()
    (report,) = [one for one in manager.reports if one.source.name == "forgetful"]
    assert "`register_tasks` has the name of a hook and no mark" in report.reason
    assert "@hookimpl" in report.reason
    assert unmarked_hooks(manager, manager.get_plugin("forgetful")) == ["register_tasks"]
    get_plugin_manager.cache_clear()


def test_no_built_in_plugin_has_an_unmarked_hook() -> None:
    manager = get_plugin_manager()
    plugins = [one for _, one in manager.list_name_plugin() if one is not None]
    assert plugins
    assert [unmarked_hooks(manager, one) for one in plugins] == [[] for _ in plugins]
