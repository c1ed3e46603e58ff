"""Words of a text and their hashed features.

After Miranda et al. (2022), "Multi hash embeddings in spaCy": a word is described by its lower-case
form, prefix, suffix and shape, each looked up in a table of fixed size by its hash.
"""

from __future__ import annotations

import re
from functools import lru_cache
from zlib import crc32

import numpy as np

from training.core.backbones.tokens import Tokens

WORD = re.compile(r"\w+|[^\w\s]")
FEATURES = 4
LONGEST = 48


def words_of(text: str) -> list[tuple[int, int]]:
    """Return start and end of every run of letters and digits, and of every other sign."""
    return [match.span() for match in WORD.finditer(text)]


def tokens_of(text: str, rows: int) -> Tokens:
    """Return the words of a text, each of them one piece with the features of `word_features`."""
    bounds = np.array(words_of(text), dtype=np.int64).reshape(-1, 2)
    words = [text[start:end] for start, end in bounds.tolist()]
    return Tokens(word_features(words, rows), np.arange(len(words)), bounds[:, 0], bounds[:, 1])


def word_features(words: list[str], rows: int) -> np.ndarray:
    """Return the table rows of each word's features.

    Args:
        words: Words as written.
        rows: Rows of each table; row 0 is padding.

    Returns:
        int64 of shape [words, 4], values 1 … rows - 1.
    """
    hashes = np.array([_hashes(word) for word in words], dtype=np.int64).reshape(-1, FEATURES)
    return 1 + hashes % (rows - 1)


@lru_cache(maxsize=200_000)
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
