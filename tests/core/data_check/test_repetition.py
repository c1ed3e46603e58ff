from __future__ import annotations

from training.core.data_check.repetition import SeenTexts


def test_each_repetition_is_paired_with_the_first_text_across_splits() -> None:
    seen = SeenTexts()
    seen.add("train", 0, "Ana sings", ["PER"])
    seen.add("train", 1, "other", [])
    seen.add("train", 7, "ana  SINGS", ["PER"])
    seen.add("test", 2, "Ana sings", ["LOC"])
    found = [(one.first, one.second, one.is_marked_alike) for one in seen.repetitions()]
    assert found == [
        (("train", 0), ("train", 7), True),
        (("train", 0), ("test", 2), False),
    ]


def test_texts_that_differ_are_no_repetition_and_nothing_is_none() -> None:
    seen = SeenTexts()
    assert list(seen.repetitions()) == []
    seen.add("train", 0, "a b", None)
    seen.add("train", 1, "ab", None)
    assert list(seen.repetitions()) == []
