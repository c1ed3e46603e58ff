from __future__ import annotations

import pytest

from training.errors import MissingExtraError, UserError, missing_extra, nearest, suggestion


@pytest.mark.parametrize(
    ("name", "expected"),
    [("lerning_rate", "learning_rate"), ("EPOCHS", "epochs"), ("zzz", None), ("", None)],
)
def test_the_nearest_choice_is_found_whatever_its_case(name: str, expected: str | None) -> None:
    assert nearest(name, ["learning_rate", "epochs"]) == expected


def test_the_choice_is_shown_as_it_is_written() -> None:
    assert suggestion("cosin", ["Linear", "Cosine"]) == " Did you mean `Cosine`?"
    assert suggestion("anything else", ["Linear"]) == ""


def test_a_missing_extra_names_what_to_install_and_is_an_import_error_too() -> None:
    error = missing_extra("torch", "training-core", "cpu")
    assert isinstance(error, MissingExtraError)
    assert isinstance(error, UserError)
    assert isinstance(error, ImportError)
    assert 'pip install "training-core[cpu]"' in str(error)
