from __future__ import annotations

from training.cli.versions import DISTRIBUTIONS, installed_versions


def test_installed_distributions_are_listed_in_a_fixed_order() -> None:
    found = installed_versions()
    names = [name for name, _ in found]
    assert names == [name for name in DISTRIBUTIONS if name in names]
    assert {"training-core", "training-cli"} <= set(names)
    assert all(version[0].isdigit() for _, version in found)
