from __future__ import annotations

from training.core.data.documents import Document, Span
from training.core.tasks.token_classification.word_remarks import word_remarks


def document(text: str, *spans: tuple[int, int], place: str = "a.jsonl:1") -> Document:
    return Document(text, tuple(Span(start, end, "X") for start, end in spans), place=place)


GOOD = document("Ana Ruiz", (0, 3), (4, 8))


def test_spans_of_whole_words_need_no_remark() -> None:
    assert word_remarks([GOOD] * 3, is_chosen=True) == []


def test_a_span_that_cuts_a_word_is_counted_and_shown_with_its_place() -> None:
    cut = document("Ana Ruiz", (0, 2), place="b.jsonl:7")
    (remark,) = word_remarks([GOOD, cut], is_chosen=False)
    assert remark.place == "b.jsonl:7"
    assert "1 of 3 spans begin or end inside a word" in remark.message
    assert "[0, 2, 'X'] ('An' in 'Ana Ruiz')" in remark.message
    assert "emoji" not in remark.message


def test_offsets_behind_an_emoji_are_suspected_to_count_otherwise() -> None:
    (remark,) = word_remarks([document("😀 Ana Ruiz", (3, 6))], is_chosen=False)
    assert "an emoji as one" in remark.message


def test_few_spans_that_decide_how_all_texts_are_split_are_named_when_nobody_chose() -> None:
    deciding = document("Ana-Bo came", (0, 3), place="c.jsonl:9")
    (remark,) = word_remarks([*[GOOD] * 5, deciding], is_chosen=True)
    assert remark.place == "c.jsonl:9"
    assert "1 of 11 spans" in remark.message
    assert "task.words=spaces" in remark.message
    assert word_remarks([*[GOOD] * 5, deciding], is_chosen=False) == []


def test_spans_that_are_more_than_few_are_no_mistake() -> None:
    deciding = document("Ana-Bo came", (0, 3))
    other = document("Ana-Bo went", (0, 3))
    assert word_remarks([GOOD, deciding, other], is_chosen=True) == []
