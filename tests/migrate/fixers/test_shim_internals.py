from __future__ import annotations

import pytest

from training.migrate.edits import apply_edits
from training.migrate.findings import Fix
from training.migrate.fixers.shim_internals import find_filters, find_in_text

WARNING = "training._legacy.TrainingDeprecationWarning"


def test_a_name_inside_the_shims_is_left_to_a_person() -> None:
    (finding,) = find_in_text("from training._legacy.x import y\n")
    assert (finding.old, finding.fix) == ("training._legacy.x", Fix.MANUAL)


@pytest.mark.parametrize("text", ["from training._legacy import redirect_module\n", "x._legacy\n"])
def test_a_shim_itself_and_other_names_hold_none(text: str) -> None:
    assert list(find_in_text(text)) == []


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (f"filterwarnings =\n    error\n    ignore::{WARNING}\n", "filterwarnings =\n    error\n"),
        (
            f'filterwarnings = ["error", "ignore:old:{WARNING}"]\n',
            'filterwarnings = ["error", ]\n',
        ),
        (
            f'f = [\n  "error",\n  "ignore::{WARNING}:hpo",  # later\n]\n',
            'f = [\n  "error",\n]\n',
        ),
    ],
)
def test_a_filter_of_our_warning_goes(text: str, after: str) -> None:
    edits = [edit for finding in find_filters(text) for edit in finding.edits]
    assert apply_edits(text, edits) == after


def test_other_filters_stay() -> None:
    assert list(find_filters("ignore::DeprecationWarning\nignore::mine.training._legacyX\n")) == []
