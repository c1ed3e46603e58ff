from __future__ import annotations

import pytest

from training.migrate.edits import Edit
from training.migrate.findings import Finding
from training.migrate.keep import is_kept_file, kept_lines, without_kept


@pytest.mark.parametrize(
    "comment",
    ["# training: keep", "#training:keep", "// training: keep", "<!-- training: keep -->"],
)
def test_a_comment_keeps_its_line_and_alone_the_next_one_too(comment: str) -> None:
    assert kept_lines(f"a\nb  {comment}\nc\n") == {2}
    assert kept_lines(f"a\n  {comment}\nc\nd\n") == {2, 3}


def test_other_words_keep_nothing() -> None:
    assert kept_lines("# training: keeper\n# training keep\nkeep\n") == set()


def test_a_file_is_kept_by_its_own_comment() -> None:
    assert is_kept_file("x = 1\n# training: keep-file\n")
    assert not is_kept_file("# training: keep\nimport hpo\n")


TEXT = "import hpo  # training: keep\nimport hpo\n"


def finding(start: int, *edits: Edit) -> Finding:
    return Finding("TM001", start, start + 3, "hpo", "training.hpo", edits=edits)


def test_a_finding_on_a_kept_line_is_left_out() -> None:
    first, second = finding(7), finding(TEXT.rindex("hpo"))
    assert list(without_kept(TEXT, [first, second])) == [second]


def test_a_fix_that_would_change_a_kept_line_is_left_out_too() -> None:
    place = TEXT.rindex("hpo")
    reaching = finding(place, Edit(place, place + 3, "x"), Edit(0, 6, "y"))
    assert list(without_kept(TEXT, [reaching])) == []
