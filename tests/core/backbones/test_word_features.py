from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from training.core.backbones.bilstm.characters import CharacterReader
from training.core.backbones.word_features import (
    CHARACTER_BITS,
    CHARACTER_IDS,
    CHARACTERS,
    FIRST_CHARACTERS,
    LAST_CHARACTERS,
    PACKED,
    packed_characters,
    whole_words,
)


def unpacked(numbers: list[int]) -> list[int]:
    mask = CHARACTER_IDS - 1
    return [one >> (CHARACTER_BITS * place) & mask for one in numbers for place in range(PACKED)]


@given(st.text(min_size=1, max_size=30))
def test_the_ends_of_a_word_are_kept_and_ascii_stands_for_itself(word: str) -> None:
    (packed,) = packed_characters([word]).tolist()
    assert all(0 <= one < 2**31 for one in packed)
    kept = word if len(word) <= CHARACTERS else word[:FIRST_CHARACTERS] + word[-LAST_CHARACTERS:]
    found = unpacked(packed)
    assert len(found) == CHARACTERS
    for number, character in zip(found, kept, strict=False):
        assert number == ord(character) if " " <= character <= "~" else 1 <= number <= 127
    assert not any(found[len(kept) :])


def test_words_that_differ_in_case_alone_have_the_same_form_and_other_characters() -> None:
    upper, lower = whole_words(["TURIN", "turin"], rows=4096, characters=True).features
    assert upper[0] == lower[0]
    assert (upper[4:] != lower[4:]).any()


@torch.no_grad()
def test_a_word_is_read_the_same_beside_others() -> None:
    reader = CharacterReader(8)
    words = torch.from_numpy(packed_characters(["Ana", "a", "Kindergarten"]))
    together = reader(words.unsqueeze(0))
    assert together.shape == (1, 3, 8)
    torch.testing.assert_close(reader(words[2:].unsqueeze(0))[0, 0], together[0, 2])
