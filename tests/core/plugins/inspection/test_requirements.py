from __future__ import annotations

from importlib.metadata import version

import pytest

from tests.core.plugins.installing import Site, report_of

NOTHING = "from training.core.plugins import hookimpl"


@pytest.mark.parametrize(
    ("requirement", "reason"),
    [
        (
            "training-core>=9",
            f"it requires training-core>=9, and training-core {version('training-core')}",
        ),
        ("Training_Core<0.0.1", "it requires training-core<0.0.1"),
        ("training-hpo==99; python_version > '3'", "it requires training-hpo==99"),
        ("training-core >< 3", "its requirement `training-core >< 3` cannot be read"),
    ],
)
def test_a_plugin_for_another_version_of_ours_is_refused_with_both_versions(
    site: Site, requirement: str, reason: str
) -> None:
    site.install("newer", "raise RuntimeError('imported')")
    with (site.folder / "newer-1.2.dist-info/METADATA").open("a") as file:
        file.write(f"Requires-Dist: {requirement}\n")
    status, told = report_of(site.manager(), "newer")
    assert status == "failed"
    assert told.startswith(reason)


@pytest.mark.parametrize(
    "requirement",
    [
        "training-core",
        f"training-core>={version('training-core')}",
        "training-core>=9; extra == 'next'",
        "training-core>=9; python_version < '3'",
        "training-core-extras>=9",
        "no_such_distribution>=9",
    ],
)
def test_requirements_that_are_met_or_of_others_are_no_matter(site: Site, requirement: str) -> None:
    site.install("fine", NOTHING)
    with (site.folder / "fine-1.2.dist-info/METADATA").open("a") as file:
        file.write(f"Requires-Dist: {requirement}\n")
    assert report_of(site.manager(), "fine") == ("loaded", "")
