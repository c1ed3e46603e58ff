from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.core.data.dataset import Record
from training.core.data.documents import Document, Span, parse_document
from training.core.data.words import Splitting, coarsest_splitting, misfits, word_bounds, words_at

CHARACTERS = st.characters() | st.sampled_from(" \n\u3000()[]'\"\u201c\u201d.,!?@#_-")


def words(text: str, splitting: Splitting) -> list[str]:
    return words_at(text, word_bounds(text, splitting))


@pytest.mark.parametrize("splitting", ["signs", "spaces"])
@given(text=st.text(CHARACTERS, max_size=60))
def test_every_character_but_white_space_is_in_one_word(splitting: Splitting, text: str) -> None:
    bounds = word_bounds(text, splitting)
    assert (bounds[:, 0] < bounds[:, 1]).all()
    assert (bounds[:-1, 1] <= bounds[1:, 0]).all()
    assert "".join(words(text, splitting)) == "".join(text.split())


@given(text=st.text(CHARACTERS, max_size=60))
def test_words_between_spaces_are_made_of_whole_smaller_ones(text: str) -> None:
    small = word_bounds(text, "signs")
    large = word_bounds(text, "spaces")
    assert set(large[:, 0].tolist()) <= set(small[:, 0].tolist())
    assert set(large[:, 1].tolist()) <= set(small[:, 1].tolist())


@pytest.mark.parametrize(
    ("text", "signs", "spaces"),
    [
        ("(@user, it's #1!)", "( @ user , it ' s # 1 ! )", "( @user , it's #1 ! )"),
        ("see http://a.b/c.", "see http : / / a . b / c .", "see http://a.b/c ."),
        ("... ok", ". . . ok", ". . . ok"),
        ("\u5de5\u7a0b\u5e08ACME", "\u5de5 \u7a0b \u5e08 ACME", "\u5de5\u7a0b\u5e08ACME"),
    ],
)
def test_what_a_word_is(text: str, signs: str, spaces: str) -> None:
    assert words(text, "signs") == signs.split()
    assert words(text, "spaces") == spaces.split()


@pytest.mark.parametrize(
    ("span", "expected"), [([4, 9, "ORG"], "spaces"), ([4, 7, "ORG"], "signs"), (None, "spaces")]
)
def test_words_are_split_as_little_as_the_annotations_allow(
    span: list[object] | None, expected: Splitting
) -> None:
    item = {"text": "at (AB-CD), now", "annotations": [span] if span else []}
    assert coarsest_splitting([parse_document(Record(item, "item"))]) == expected


def test_a_span_that_fits_no_words_does_not_decide_how_they_are_split() -> None:
    shifted = {"text": "call AB-CD now", "annotations": [[6, 11, "ORG"]]}
    documents = [parse_document(Record(shifted, "item"))]
    assert coarsest_splitting(documents) == "spaces"
    assert [one.decides for one in misfits(documents)] == [False]


@given(text=st.text(CHARACTERS, min_size=1, max_size=30), data=st.data())
def test_misfits_are_the_spans_that_are_not_whole_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    document = Document(text, (Span(start, end, "A"),))
    fits = {
        splitting: start in bounds[:, 0] and end in bounds[:, 1]
        for splitting in ("signs", "spaces")
        for bounds in [word_bounds(text, splitting)]
    }
    found = [one.decides for one in misfits([document])]
    assert found == ([] if fits["spaces"] else [fits["signs"]])
