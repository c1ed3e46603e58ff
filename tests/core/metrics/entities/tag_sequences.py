"""Tagged sentences as people and models write them, well-formed and not."""

from __future__ import annotations

from itertools import chain

from hypothesis import strategies as st

Sentences = list[list[str]]

TYPES = ["PER", "ORG", "B", "per-son"]


def tags(marks: str, types: list[str]) -> list[str]:
    """Return `O`, and each mark with each type and alone."""
    return ["O", *marks, *(f"{mark}-{label}" for mark in marks for label in types)]


def any_tags(marks: str, types: list[str]) -> st.SearchStrategy[tuple[Sentences, Sentences]]:
    """Draw true and predicted sentences whose tags follow no rule."""
    tag = st.sampled_from(tags(marks, types))
    pair = st.lists(st.tuples(tag, st.one_of(tag, st.none())), max_size=8)
    return st.lists(pair, min_size=1, max_size=6).map(_sides)


def well_formed_tags(types: list[str]) -> st.SearchStrategy[tuple[Sentences, Sentences]]:
    """Draw true and predicted sentences in which every entity is `B-` and then `I-`."""
    entity = st.tuples(st.sampled_from(types), st.integers(1, 3))
    chunk = st.one_of(st.just(["O"]), entity.map(lambda one: _entity(*one)))
    sentence = st.lists(chunk, max_size=5).map(lambda chunks: [*chain.from_iterable(chunks)])
    return st.lists(st.tuples(sentence, sentence), min_size=1, max_size=6).map(_same_lengths)


def _entity(label: str, words: int) -> list[str]:
    return [f"B-{label}", *[f"I-{label}"] * (words - 1)]


def _sides(sentences: list[list[tuple[str, str | None]]]) -> tuple[Sentences, Sentences]:
    """Split pairs of tags; a missing prediction agrees with the true tag."""
    true = [[wanted for wanted, _ in sentence] for sentence in sentences]
    predicted = [[found or wanted for wanted, found in sentence] for sentence in sentences]
    return true, predicted


def _same_lengths(pairs: list[tuple[list[str], list[str]]]) -> tuple[Sentences, Sentences]:
    """Lengthen the shorter sentence of each pair with `O`."""
    lengths = [max(map(len, pair)) for pair in pairs]
    true, predicted = (
        [sentence + ["O"] * (length - len(sentence)) for sentence, length in zip(side, lengths)]
        for side in zip(*pairs)
    )
    return true, predicted
