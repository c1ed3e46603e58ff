"""Features of words.

After Miranda et al. (2022), "Multi hash embeddings in spaCy": a word is described by its lower-case
form, prefix, suffix and shape, each looked up in a table of fixed size by its hash. Beside them its
characters may be kept, several packed into one number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np

from training.core.backbones.text import Tokens

FEATURES = 4
LONGEST = 48
REMEMBERED = 1 << 15
"""Words whose features are kept for the next time: nearly all that is written, in little memory."""
CHARACTER_IDS = 128
"""Numbers of characters: those of ASCII stand for themselves, others share 1 … 31, 0 is padding."""
CHARACTER_BITS = 7
PACKED = 4
"""Characters in one number."""
FIRST_CHARACTERS, LAST_CHARACTERS = 10, 6
"""Of a longer word its beginning and its end are kept."""
CHARACTERS = FIRST_CHARACTERS + LAST_CHARACTERS
LARGEST_INT32 = int(np.iinfo(np.int32).max)


def whole_words(words: Sequence[str], rows: int, characters: bool = False) -> Tokens:
    """Return words as tokens, each of them one subword.

    Args:
        words: The words of a text.
        rows: Rows of each table of hashed features.
        characters: Whether characters are kept too.

    Returns:
        Their features are those of `word_features`, and behind them `packed_characters`.
    """
    features = word_features(words, rows)
    if characters:
        features = np.concatenate([features, packed_characters(words)], axis=1)
    return Tokens(features, np.arange(len(words)))


def word_features(words: Sequence[str], rows: int) -> np.ndarray:
    """Return the table rows of each word's features.

    Args:
        words: Words as written.
        rows: Rows of each table; row 0 is padding.

    Returns:
        Integers of shape [words, 4], values 1 … rows - 1; int32 unless there are more rows.
    """
    hashes = np.array([_hashes(word) for word in words], dtype=np.int64).reshape(-1, FEATURES)
    numbers = 1 + hashes % (rows - 1)
    return numbers.astype(np.int32 if rows <= LARGEST_INT32 else np.int64)


def packed_characters(words: Sequence[str]) -> np.ndarray:
    """Return the numbers of each word's characters, four in one.

    Returns:
        int32 of shape [words, 4]; the first of four characters is in the lowest 7 bits.
    """
    packed = [_packed(word) for word in words]
    return np.array(packed, dtype=np.int32).reshape(-1, CHARACTERS // PACKED)


@lru_cache(maxsize=REMEMBERED)
def _hashes(word: str) -> tuple[int, ...]:
    lower = word[:LONGEST].lower()
    parts = (lower, f"<{lower[:3]}", f"{lower[-3:]}>", _shape(word))
    return tuple(crc32(part.encode()) for part in parts)


def _shape(word: str) -> str:
    """Describe the kinds of characters, runs of four or more cut to four: `Java17` is `Xxxxdd`."""
    kinds = "".join(map(_kind, word[:LONGEST]))
    return re.sub(r"(.)\1{4,}", r"\1\1\1\1", kinds)


def _kind(character: str) -> str:
    if character.isdigit():
        return "d"
    if character.isalpha():
        return "X" if character.isupper() else "x"
    return character


@lru_cache(maxsize=REMEMBERED)
def _packed(word: str) -> tuple[int, ...]:
    if len(word) > CHARACTERS:
        word = word[:FIRST_CHARACTERS] + word[-LAST_CHARACTERS:]
    numbers = [_number(character) for character in word]
    return tuple(
        sum(
            number << (CHARACTER_BITS * place)
            for place, number in enumerate(numbers[start : start + PACKED])
        )
        for start in range(0, CHARACTERS, PACKED)
    )


def _number(character: str) -> int:
    point = ord(character)
    return point if 32 <= point < CHARACTER_IDS else 1 + point % 31
