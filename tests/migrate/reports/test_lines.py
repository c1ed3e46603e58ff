from __future__ import annotations

from training.migrate.findings import Fix
from training.migrate.reports.lines import line_of

from .placed import placed


def test_a_line_names_place_code_and_message() -> None:
    assert line_of(placed()).plain == "a.py:3:5: TM001 `hpo` is now `training.hpo`"


def test_it_says_how_what_fix_leaves_is_fixed() -> None:
    assert line_of(placed(fix=Fix.UNSAFE)).plain.endswith(" [fix with --unsafe]")
    assert line_of(placed(fix=Fix.MANUAL)).plain.endswith(" [fix by hand]")
    assert line_of(placed(is_note=True)).plain.endswith("`training.hpo` [note]")


def test_a_place_within_a_notebook_is_named() -> None:
    assert line_of(placed(within="cell 3, line 2")).plain.startswith("a.py:3:5 (cell 3, line 2): ")
