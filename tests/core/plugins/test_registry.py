from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from training.core.plugins.discovery import PLUGINS, PluginSource
from training.core.plugins.provider import Provider
from training.core.plugins.registry import Registration, Registry
from training.errors import MissingExtraError, PluginError


def source(name: str) -> PluginSource:
    return PluginSource(True, f"dist-{name}", name, "1.2", EntryPoint(name, "a", PLUGINS))


def registry(*offers: tuple[str, str], failures: tuple[str, ...] = ()) -> Registry:
    """A registry of offers, each the name of a plugin and of what it offers."""
    registrations = [
        Registration(Provider(name, "json:loads", "", (f"old-{name}",)), source(plugin))
        for plugin, name in offers
    ]
    return Registry("task", registrations, [source(one) for one in failures])


def test_a_provider_is_found_by_its_name_and_by_a_former_one() -> None:
    known = registry(("a", "x"), ("b", "y"))
    assert known.find("y").source.name == "b"
    assert known.find("old-y").source.name == "b"
    assert known.current_name("old-y") == "y"
    assert known.current_name("z") == "z"
    assert (known.first_name("y"), known.first_name("z")) == ("old-y", "z")


def test_a_name_that_is_in_use_is_not_taken_for_a_former_one() -> None:
    first = Registration(Provider("x", "json:loads", ""), source("a"))
    second = Registration(Provider("y", "json:loads", "", ("x",)), source("b"))
    assert Registry("task", [second, first], []).find("x").source.name == "a"


def test_an_unknown_name_is_answered_with_the_nearest_all_and_what_is_broken() -> None:
    with pytest.raises(PluginError) as caught:
        registry(("a", "token"), failures=("hurt",)).find("tokn")
    message = str(caught.value)
    assert "No task is called `tokn`. Did you mean `token`?" in message
    assert "Available: token." in message
    assert "may offer it: plugin `hurt` (dist-hurt 1.2)" in message
    with pytest.raises(PluginError, match=r"Available: none\.$"):
        registry().find("x")


def test_two_offers_of_one_name_are_refused_with_the_way_out() -> None:
    with pytest.raises(PluginError, match=r"`a` .* and .* `b` .*TRAINING_DISABLE_PLUGINS=b"):
        registry(("a", "x"), ("b", "x")).find("x")


def test_a_target_that_is_not_there_is_a_mistake_of_its_plugin() -> None:
    broken = Registration(Provider("x", "json:nothing", ""), source("a"))
    with pytest.raises(PluginError, match=r"`a` .* offers the task `x` at `json:nothing`"):
        Registry("task", [broken], []).load("x")


def test_an_error_of_its_module_names_the_plugin_and_a_users_mistake_stays_plain(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("modules")
    (folder / "raises_at_import.py").write_text("1 / 0\n")
    (folder / "needs_extra.py").write_text(
        "from training.errors import missing_extra\nraise missing_extra('torch', 'a', 'b')\n"
    )
    monkeypatch.syspath_prepend(folder)
    for module, error, notes in (
        ("raises_at_import", ZeroDivisionError, 1),
        ("needs_extra", MissingExtraError, 0),
    ):
        offer = Registration(Provider("x", f"{module}:x", ""), source("a"))
        with pytest.raises(error) as caught:
            Registry("task", [offer], []).load("x")
        found = getattr(caught.value, "__notes__", [])
        assert len(found) == notes
        assert all("the task `x` of plugin `a` (dist-a 1.2)" in one for one in found)


@pytest.mark.parametrize("owner", ["a", "dist-a", "Dist_A"])
def test_a_qualified_name_chooses_among_offers_of_the_same_name(owner: str) -> None:
    known = registry(("a", "x"), ("b", "x"))
    assert f"{owner}:x" in known
    assert known.find(f"{owner}:x").source.name == "a"
    assert known.find(f"{owner}:old-x").source.name == "a"
    assert known.current_name(f"{owner}:old-x") == f"{owner}:x"
    assert known.first_name(f"{owner}:x") == f"{owner}:old-x"
    assert [known.name_of(one) for one in known] == ["a:x", "b:x"]
    with pytest.raises(PluginError, match=r"Write which one is meant, `a:x` or `b:x`"):
        known.find("x")


def test_a_qualified_name_without_a_rival_means_the_plain_one() -> None:
    known = registry(("a", "x"), ("b", "y"))
    assert known.current_name("a:x") == "x"
    assert known.current_name("a:old-x") == "x"
    assert known.find("a:x") == known.find("x")
    assert "b:x" not in known
    with pytest.raises(PluginError, match=r"No task is called `b:x`"):
        known.find("b:x")
