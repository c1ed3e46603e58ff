from __future__ import annotations

import pytest

from training.migrate.rename_table import RENAMES, Rename

HPO = Rename("hpo", "training.hpo", "package", parts=("core",), about="Sweeps.")


@pytest.mark.parametrize(
    ("path", "covered"), [("hpo", True), ("hpo.core", True), ("hporama", False), ("my.hpo", False)]
)
def test_a_rename_covers_its_path_and_what_is_below(path: str, covered: bool) -> None:
    assert HPO.covers(path) is covered


def test_what_is_below_keeps_its_name() -> None:
    assert HPO.apply("hpo") == "training.hpo"
    assert HPO.apply("hpo.core.study") == "training.hpo.core.study"


def test_the_same_rename_behind_src_has_no_shim() -> None:
    behind = HPO.behind("src")
    assert (behind.old, behind.new, behind.served) == ("src.hpo", "training.hpo", False)
    assert (behind.kind, behind.parts, behind.about) == ("package", ("core",), "Sweeps.")
    assert HPO.old == "hpo"


def test_every_old_path_stands_once_in_the_table() -> None:
    paths = [rename.old for rename in RENAMES]
    assert len(paths) == len(set(paths))


def test_no_old_path_with_a_shim_hides_a_new_one() -> None:
    new = {rename.new for rename in RENAMES}
    assert not [rename.old for rename in RENAMES if rename.served and rename.old in new]
