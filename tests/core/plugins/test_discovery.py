from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from tests.core.plugins.installing import Site
from training.core.plugins.discovery import (
    PLUGINS,
    PluginSource,
    by_hand,
    canonical,
    installed_sources,
)


@pytest.mark.parametrize("name", ["Acme.Tools", "acme_tools", "acme--tools", "ACME-._tools"])
def test_names_are_compared_as_pip_compares_them(name: str) -> None:
    assert canonical(name) == "acme-tools"
    source = PluginSource(True, "acme-tools", "wind", "1", EntryPoint("wind", "a", PLUGINS))
    assert source.answers_to(name)
    assert source.answers_to("WIND")
    assert not source.answers_to("acme")


def test_ours_come_first_whatever_the_order_of_installation(site: Site) -> None:
    for name in ("zeta", "alpha"):
        site.install(name, "")
    sources = installed_sources()
    third = [source.third_party for source in sources]
    assert third == sorted(third)
    others = [one.distribution for one in sources if one.third_party]
    assert others == sorted(others)
    assert {"alpha", "zeta"} <= set(others)


def test_an_entry_point_that_names_nothing_has_a_problem_and_hides_no_other(site: Site) -> None:
    site.install("good", "")
    site.declare("bad", "bad = no module:!")
    found = {one.name: one.problem for one in installed_sources() if one.third_party}
    assert found["good"] == ""
    assert "neither `module` nor `module:attribute`" in found["bad"]


def test_a_distribution_with_unreadable_entry_points_is_listed_with_the_reason(site: Site) -> None:
    site.install("good", "")
    site.declare("bad", "bad = x")
    (site.folder / "bad-1.2.dist-info" / "entry_points.txt").write_bytes(b"\xff\xfe")
    found = {one.distribution: one.problem for one in installed_sources() if one.third_party}
    assert found["good"] == ""
    assert "its entry_points.txt cannot be read" in found["bad"]


def test_a_plugin_that_a_program_registered_is_no_built_in() -> None:
    source = by_hand("mine")
    assert source.third_party
    assert not source.built_in
    assert str(source) == "plugin `mine` (registered in this process)"


def test_a_plugin_is_the_same_one_whatever_it_imports() -> None:
    first, second = (
        PluginSource(True, "acme", "wind", "1", EntryPoint("wind", value, PLUGINS))
        for value in ("a", "b")
    )
    assert first == second
    assert len({first, second}) == 1
