from __future__ import annotations

from training.migrate.readiness.releases import deprecations, releases_since, removals


def test_releases_are_compared_as_numbers() -> None:
    releases = ("0.1.0", "0.2.0", "0.10.0")
    assert releases_since("0.1.0", releases) == ["0.2.0", "0.10.0"]
    assert releases_since("0.2.0", releases) == ["0.10.0"]
    assert releases_since("0.10.0", releases) == []


def test_paths_still_served_are_deprecated_before_they_are_removed() -> None:
    assert deprecations()[-1] < removals()[0]
