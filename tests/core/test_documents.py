from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.config import Section
from training.core.data import Record
from training.core.data import Span
from training.core.data import parse_document
from training.core.data.readers.conll import ConllReader
from training.core.data.readers.jsonl import JsonlReader
from training.core.tasks.token_classification.options import TokenClassificationOptions
from training.core.tasks.token_classification.tags import TagSet
from training.core.tasks.token_classification.task import TokenClassification
from training.errors import DataError


@pytest.mark.parametrize(
    ("annotations", "part"),
    [
        ([[0, 99, "A"]], "outside its text"),
        ([[3, 3, "A"]], "outside its text"),
        ([[0, 3, "A"], [2, 5, "B"]], "overlap"),
        ([[0, "3", "A"]], "is no span"),
        ([[0, 3, " "]], "is no span"),
        ("A", "must be a list"),
    ],
)
def test_a_span_that_cannot_be_is_refused_with_its_place(annotations: object, part: str) -> None:
    record = Record({"text": "Ana Ruiz", "annotations": annotations}, "train.jsonl:7")
    with pytest.raises(DataError, match=part) as caught:
        parse_document(record)
    assert str(caught.value).startswith("train.jsonl:7: ")


def test_a_malformed_json_line_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"text": "a"}\n{"text": \n')
    with pytest.raises(DataError, match=r"bad\.jsonl:2: not valid JSON"):
        list(JsonlReader(Section()).records(path))


def test_a_file_in_another_encoding_is_refused_with_line_and_way_out(tmp_path: Path) -> None:
    path = tmp_path / "latin.jsonl"
    path.write_bytes('{"text": "a"}\n{"text": "é"}\n'.encode("latin1"))
    with pytest.raises(DataError, match=r"latin\.jsonl:2: byte 0xe9 .* iconv"):
        list(JsonlReader(Section()).records(path))


def test_conll_tags_become_spans_by_the_rule_of_the_evaluation(tmp_path: Path) -> None:
    path = tmp_path / "a.conll"
    path.write_text("Ana\tI-PER\nRuiz\tI-PER\nin\tO\nTurin\tI-LOC\n\t\nok\tO\n")
    first, second = ConllReader(Section()).records(path)
    assert first.values["annotations"] == [[0, 8, "PER"], [12, 17, "LOC"]]
    assert second.values == {"text": "ok", "annotations": []}


@given(st.lists(st.integers(0, 4), min_size=1, max_size=30))
def test_spans_survive_the_way_to_tags_and_back(raw: list[int]) -> None:
    tags = TagSet(["A", "B"])
    starts = np.arange(len(raw)) * 3
    spans = tags.decode(np.array(raw), starts, starts + 2)
    again = tags.decode(tags.encode(spans, starts, starts + 2), starts, starts + 2)
    assert again == spans
    assert all(isinstance(span, Span) and span.start < span.end for span in spans)


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"labels": [[0, 3, "A"]]}, "its key `labels` looks like them"),
        ({"label": [[0, 3, "A"]]}, "its key `label` looks like them"),
        ({"spans": [{"start": 0, "end": 3, "label": "A"}]}, "its key `spans` looks like them"),
        ({"entities": [], "label": "x"}, "its key `entities` looks like them"),
        ({"label": "good"}, "task.name=text-classification"),
        ({"annotations": None, "id": 3}, "its keys: 'text, annotations, id'"),
        ({}, "its keys: 'text'"),
    ],
)
def test_a_text_that_nobody_annotated_is_no_text_without_entities(
    values: dict[str, object], part: str
) -> None:
    task = TokenClassification(TokenClassificationOptions())
    known = task.parse(Record({"text": "Ana Ruiz", "annotations": [[0, 3, "A"]]}, "train.jsonl:1"))
    unknown = task.parse(Record({"text": "Ana Ruiz", **values}, "train.jsonl:7"))
    schema = task.fit_schema([known])
    for refuses in (
        lambda: task.fit_schema([known, unknown]),
        lambda: task.fit_split_schema([known], [unknown]),
        lambda: task.check([unknown], schema),
    ):
        with pytest.raises(DataError, match="has no `annotations`") as caught:
            refuses()
        assert str(caught.value).startswith("train.jsonl:7: ")
        assert part in str(caught.value)


def test_an_empty_list_says_that_a_text_has_no_entities() -> None:
    task = TokenClassification(TokenClassificationOptions())
    known = task.parse(Record({"text": "Ana Ruiz", "annotations": [[0, 3, "A"]]}, "train.jsonl:1"))
    without = task.parse(Record({"text": "Ana Ruiz", "annotations": []}, "train.jsonl:2"))
    task.check([without], task.fit_schema([known, without]))
