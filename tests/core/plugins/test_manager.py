from __future__ import annotations

import sys
from importlib import import_module
from itertools import permutations

import pytest

from tests.core.plugins.installing import Site, report_of
from training.core.plugins import Provider, get_plugin_manager, get_registry, hookimpl
from training.core.plugins.discovery import HOOKSPECS
from training.core.plugins.selection import PluginSelection
from training.core.trainer.observers.observer import Step
from training.errors import PluginError

READER = """
from training.core.plugins import Provider, hookimpl

@hookimpl
def register_readers():
    return [Provider({name!r}, {target!r}, "A reader")]
"""
FAILING = """
from training.core.plugins import hookimpl

@hookimpl
def register_readers():
    raise RuntimeError("no licence")
"""


def reader(name: str, target: str = "json:loads") -> str:
    return READER.format(name=name, target=target)


@pytest.mark.parametrize("order", list(permutations(["zeta", "alpha", "mid"])))
def test_the_order_of_plugins_does_not_depend_on_the_order_of_installation(
    site: Site, order: tuple[str, ...]
) -> None:
    for name in order:
        site.install(name, reader(name))
    manager = site.manager()
    names = [report.source.name for report in manager.reports]
    assert names[-3:] == ["alpha", "mid", "zeta"]
    assert set(names[:-3]) >= {"core", "cli", "execution"}
    assert get_registry("reader", manager).names[-3:] == ["alpha", "mid", "zeta"]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("raise RuntimeError('no luck')", "RuntimeError: no luck"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("def broken(:", "SyntaxError"),
        (
            "from training.core.plugins import hookimpl\n"
            "@hookimpl\ndef on_step_end(step, colour): pass",
            "colour",
        ),
    ],
)
def test_a_plugin_that_cannot_be_loaded_is_reported_and_harms_nothing(
    site: Site, source: str, reason: str
) -> None:
    site.install("broken", source)
    site.install("good", reader("good"))
    manager = site.manager()
    status, told = report_of(manager, "broken")
    assert status == "failed"
    assert reason in told
    assert report_of(manager, "good") == ("loaded", "")
    assert "good" in get_registry("reader", manager).names


def test_ctrl_c_while_a_plugin_loads_is_no_fault_of_the_plugin(site: Site) -> None:
    site.install("slow", "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        site.manager()


@pytest.mark.parametrize("name", ["acme", "ACME", "training-acme", "training_acme"])
def test_a_blocked_plugin_is_not_even_imported(site: Site, name: str) -> None:
    module = site.install("training-acme", "raise RuntimeError", plugin="acme")
    manager = site.manager(TRAINING_DISABLE_PLUGINS=name)
    assert report_of(manager, "acme") == ("disabled", "disabled by TRAINING_DISABLE_PLUGINS")
    assert module not in sys.modules


def test_only_listed_third_parties_are_loaded_when_there_is_a_list(site: Site) -> None:
    site.install("one", reader("one"))
    other = site.install("other", reader("other"))
    manager = site.manager(TRAINING_PLUGINS="one")
    assert report_of(manager, "one")[0] == "loaded"
    assert report_of(manager, "other") == ("disabled", "not listed in TRAINING_PLUGINS")
    assert report_of(manager, "core")[0] == "loaded"
    assert other not in sys.modules


def test_blocking_wins_over_allowing(site: Site) -> None:
    site.install("one", reader("one"))
    manager = site.manager(TRAINING_PLUGINS="one", TRAINING_DISABLE_PLUGINS="one")
    assert report_of(manager, "one")[0] == "disabled"


def test_a_name_in_a_list_that_no_plugin_has_is_pointed_out(site: Site) -> None:
    site.install("acme", reader("acme"))
    (warning,) = site.manager(TRAINING_DISABLE_PLUGINS="acne").warnings
    assert warning == "no installed plugin is called `acne`. Did you mean `acme`?"


def test_strict_mode_refuses_a_plugin_that_cannot_be_loaded(site: Site) -> None:
    site.install("broken", "raise RuntimeError('no luck')")
    with pytest.raises(PluginError, match=r"plugin `broken` \(broken 1\.2\).*no luck"):
        site.manager(TRAINING_STRICT_PLUGINS="1")


def test_strict_mode_refuses_a_plugin_whose_hook_fails_later(site: Site) -> None:
    site.install("late", FAILING)
    manager = site.manager(TRAINING_STRICT_PLUGINS="1")
    with pytest.raises(PluginError, match=r"plugin `late` \(late 1\.2\).*register_readers"):
        get_registry("reader", manager)


def test_a_hook_that_fails_is_reported_with_its_name_and_the_others_are_served(
    site: Site,
) -> None:
    site.install("late", FAILING)
    site.install("good", reader("good"))
    manager = site.manager()
    assert "good" in get_registry("reader", manager).names
    status, reason = report_of(manager, "late")
    assert status == "failed"
    assert reason == "`register_readers` failed: RuntimeError: no licence"


def test_a_hook_that_exits_is_an_error_with_the_plugins_name(site: Site) -> None:
    site.install(
        "leaving",
        "import sys\nfrom training.core.plugins import hookimpl\n"
        "@hookimpl\ndef on_fit_end(status, metrics): sys.exit(0)\n",
    )
    with pytest.raises(RuntimeError, match="ended the process") as raised:
        site.manager().hook.on_fit_end(status="completed", metrics={})
    (note,) = raised.value.__notes__
    assert note == "raised by plugin `leaving` (leaving 1.2) in `on_fit_end`"


def test_something_that_is_no_provider_is_refused(site: Site) -> None:
    site.install("odd", FAILING.replace('raise RuntimeError("no licence")', "return ['csv']"))
    manager = site.manager()
    get_registry("reader", manager)
    assert "'csv'" in report_of(manager, "odd")[1]


def test_a_misspelled_hook_is_pointed_out_with_the_nearest_one(site: Site) -> None:
    source = "from training.core.plugins import hookimpl\n@hookimpl\ndef on_step_ends(step): pass"
    site.install("typo", source)
    status, reason = report_of(site.manager(), "typo")
    assert status == "loaded"
    assert reason == "unknown hook `on_step_ends`, which nothing calls. Did you mean `on_step_end`?"


def test_an_optional_hook_of_a_missing_distribution_is_no_misspelling(site: Site) -> None:
    source = (
        "from training.core.plugins import hookimpl\n"
        "@hookimpl(optionalhook=True)\ndef on_moon(): pass"
    )
    site.install("optional", source)
    assert report_of(site.manager(), "optional") == ("loaded", "")


def test_two_plugins_of_one_name_cannot_both_be_loaded(site: Site) -> None:
    site.install("first", reader("a"), plugin="same")
    site.install("second", reader("b"), plugin="same")
    manager = site.manager()
    told = [
        (report.status, report.reason) for report in manager.reports if report.source.name == "same"
    ]
    assert sorted(status for status, _ in told) == ["failed", "loaded"]
    assert any("the plugin name is taken by plugin `same`" in reason for _, reason in told)


def test_a_provider_that_two_plugins_offer_names_both_with_their_versions(site: Site) -> None:
    site.install("one", reader("csv"))
    site.install("two", reader("csv"), version="3.4")
    registry = get_registry("reader", site.manager())
    with pytest.raises(PluginError, match=r"one 1\.2.*two 3\.4.*TRAINING_DISABLE_PLUGINS=two"):
        registry.load("csv")


@pytest.mark.parametrize("target", ["json:no_such_name", "no_such_module_of_acme:thing"])
def test_a_target_that_does_not_exist_is_named(site: Site, target: str) -> None:
    site.install("acme", reader("csv", target))
    with pytest.raises(PluginError, match=f"`{target}`.*nothing of that name"):
        get_registry("reader", site.manager()).load("csv")


@pytest.mark.parametrize(
    ("source", "kind"),
    [("import json\njson.no_such_name", AttributeError), ("import nothing_here", ImportError)],
)
def test_an_error_inside_a_plugins_own_module_keeps_its_traceback_and_names_the_plugin(
    site: Site, source: str, kind: type[Exception]
) -> None:
    site.install("acme", reader("csv", "acme_reader_module:Reader"))
    (site.folder / "acme_reader_module.py").write_text(source)
    with pytest.raises(kind) as raised:
        get_registry("reader", site.manager()).load("csv")
    assert raised.value.__notes__ == [
        "raised while `acme_reader_module:Reader` was imported, the reader `csv` of plugin `acme` "
        "(acme 1.2)"
    ]


def test_metadata_that_cannot_be_read_is_one_plugins_problem(site: Site) -> None:
    site.declare("odd", "odd = not a module!")
    site.install("good", reader("good"))
    manager = site.manager()
    assert report_of(manager, "good") == ("loaded", "")
    assert report_of(manager, "odd")[0] == "failed"


def test_loading_all_plugins_loads_nothing_heavy(site: Site) -> None:
    import subprocess

    code = (
        "import sys; from training.core.plugins import get_plugin_manager as g, get_registry as r;"
        "g(); [r(k).names for k in ('task','backbone','reader','tracker','launcher','command')];"
        "print(sorted({'torch','optuna','transformers','mlflow','azure'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


class Mine:
    """A plugin of a notebook."""

    @hookimpl
    def register_readers(self) -> list[Provider]:
        return [Provider("mine", "json:loads", "A reader")]

    @hookimpl
    def on_step_end(self, step: Step) -> None:
        raise KeyError("x")


def test_a_plugin_that_a_program_registers_has_a_name_and_no_distribution(site: Site) -> None:
    manager = site.manager()
    name = manager.register(Mine())
    assert name == "tests.core.plugins.test_manager.Mine"
    source = manager.source_of(name)
    assert (source.distribution, source.built_in) == ("registered", False)
    assert report_of(manager, name) == ("loaded", "")
    with pytest.raises(KeyError):
        manager.source_of("nobody")


def test_a_module_that_a_program_registers_is_named_after_itself(site: Site) -> None:
    site.install("acme", reader("csv"))
    manager = site.manager(TRAINING_PLUGINS="")
    assert manager.register(import_module("plugin_acme")) == "plugin_acme"
    assert "csv" in get_registry("reader", manager).names


def test_a_registered_plugin_is_called_after_all_others(site: Site) -> None:
    site.install("zeta", reader("zeta"))
    manager = site.manager()
    before = get_registry("reader", manager).names
    manager.register(Mine(), "aaa")
    assert get_registry("reader", manager).names == [*before, "mine"]


def test_an_error_of_a_registered_plugin_names_it(site: Site) -> None:
    manager = site.manager()
    manager.register(Mine(), "mine")
    with pytest.raises(KeyError) as raised:
        manager.hook.on_step_end(step=None)
    assert raised.value.__notes__ == [
        "raised by plugin `mine` (registered in this process) in `on_step_end`"
    ]


def test_a_registered_plugin_that_was_taken_out_is_gone(site: Site) -> None:
    manager = site.manager()
    reports, names = manager.reports, get_registry("reader", manager).names
    plugin = Mine()
    manager.register(plugin)
    assert manager.unregister(plugin) is plugin
    assert (manager.reports, get_registry("reader", manager).names) == (reports, names)
    with pytest.raises(PluginError, match="no plugin is registered as"):
        manager.unregister(plugin)


class OtherArguments:
    @hookimpl
    def on_step_end(self, step: Step, colour: str) -> None:
        pass


class Misspelt:
    @hookimpl
    def register_reader(self) -> list[Provider]:
        return []


def test_what_cannot_be_registered_changes_nothing(site: Site) -> None:
    manager = site.manager()
    manager.register(Mine(), "mine")
    before = manager.list_name_plugin()
    for plugin, name, message in (
        (Mine(), "mine", r"registered as `mine` already.*unregister\(name='mine'\)"),
        (Mine, None, r"is a class; register an instance of it: .*\(Mine\(\)\)"),
        (OtherArguments(), None, "OtherArguments` .*cannot be used: .*colour"),
    ):
        with pytest.raises(PluginError, match=message):
            manager.register(plugin, name)
    assert manager.list_name_plugin() == before
    assert "mine" in get_registry("reader", manager).names


def test_a_hook_of_a_registered_plugin_that_nothing_calls_is_pointed_out(site: Site) -> None:
    manager = site.manager()
    manager.register(Misspelt(), "misspelt")
    _, reason = report_of(manager, "misspelt")
    assert "Did you mean `register_readers`?" in reason


def test_hook_specifications_that_fail_are_pointed_out_and_harm_nothing(site: Site) -> None:
    site.install("good", reader("good"))
    (site.folder / "specs_acme.py").write_text("raise RuntimeError('no luck')")
    info = site.folder / "acme-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text(f"[{HOOKSPECS}]\nacme = specs_acme\n")
    manager = get_plugin_manager.__wrapped__()
    (warning,) = [one for one in manager.warnings if "acme" in one]
    assert "acme 1.2" in warning
    assert warning.endswith("hook specifications that fail: no luck")
    assert "good" in get_registry("reader", manager).names


def test_a_switch_that_is_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(PluginError, match="`maybe` is neither yes nor no"):
        PluginSelection.from_environment({"TRAINING_STRICT_PLUGINS": "maybe"})
    assert PluginSelection.from_environment({"TRAINING_STRICT_PLUGINS": "yes"}).strict
    assert not PluginSelection.from_environment({"TRAINING_STRICT_PLUGINS": "off"}).strict
