from __future__ import annotations

from typing import Any

import pytest

from training.core.metrics.entities import TagTable, score_tags
from training.errors import DataError

GOOD = [["O", "B-PER"], [], ["I-PER", "O", "B-LOC"]]


@pytest.mark.parametrize("tag", ["PER", "L-PER", "U-PER", "b-PER", "BPER", "O-PER", "-PER", ""])
def test_what_is_no_tag_is_named_with_its_sentence_and_word(tag: str) -> None:
    bad = [GOOD[0], GOOD[1], ["I-PER", "O", tag]]
    with pytest.raises(DataError, match=f"^predicted tags, sentence 3, word 3: '{tag}' is no tag"):
        score_tags(GOOD, bad)
    with pytest.raises(DataError, match=f"^true tags, sentence 3, word 3: '{tag}' is no tag"):
        score_tags(bad, GOOD)


def test_a_number_among_tags_is_named_too() -> None:
    numbers: Any = [["O", 7], [], ["O", "O", "O"]]
    with pytest.raises(DataError, match=r"^predicted tags, sentence 1, word 2: 7 is no tag"):
        score_tags(GOOD, numbers)


@pytest.mark.parametrize("tag", ["E-PER", "S-PER", "S"])
def test_strict_iob2_refuses_other_marks(tag: str) -> None:
    score_tags([[tag]], [[tag]])
    with pytest.raises(DataError, match="is no tag of the scheme `iob2-strict`"):
        score_tags([["O"]], [[tag]], "iob2-strict")
    with pytest.raises(DataError, match="is no tag of the scheme `iob2-strict`"):
        TagTable(["O", tag], "iob2-strict")


def test_both_sides_must_have_the_same_words() -> None:
    with pytest.raises(DataError, match=r"^Sentence 3 has 3 true tags and 1 predicted"):
        score_tags(GOOD, [*GOOD[:2], ["O"]])
    with pytest.raises(DataError, match="true tags for 3 sentences and predicted tags for 2"):
        score_tags(GOOD, GOOD[:2])


def test_a_single_sentence_is_no_list_of_sentences() -> None:
    flat: Any = ["B", "O"]
    with pytest.raises(DataError, match="list of sentences"):
        score_tags(flat, flat)


def test_an_unknown_scheme_is_refused_with_the_known_ones() -> None:
    scheme: Any = "iob2"
    with pytest.raises(ValueError, match="expected one of conll, iob2-strict"):
        TagTable(["O"], scheme)
