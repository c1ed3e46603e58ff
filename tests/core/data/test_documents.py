from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.config import Section
from training.core.data import Span
from training.core.data.dataset import Record
from training.core.data.documents import DocumentError, parse_document, require_annotations
from training.core.data.readers.conll import ConllReader
from training.core.data.readers.json import JsonReader
from training.core.data.readers.jsonl import JsonlReader
from training.core.tasks.text_classification.labelled_texts import (
    parse_labelled_text,
    require_labels,
)
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


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('{"text": "Ana"}\n{"text": "Ana", "annotations": [[0, 3, "A"]], "annotations": []}\n', 2),
        ('{"text": "Ana", "meta": {"}": 1}}\n\n{"text": "Ana", "m": {"a": 1, "a": 1}}\n', 3),
    ],
)
def test_a_key_that_stands_twice_in_a_line_is_refused(
    tmp_path: Path, content: str, line: int
) -> None:
    path = tmp_path / "twice.jsonl"
    path.write_text(content)
    with pytest.raises(DataError, match=rf"twice\.jsonl:{line}: the key '\w+' stands twice"):
        list(JsonlReader(Section()).records(path))


def test_a_split_that_stands_twice_is_refused_and_the_line_of_a_repeated_key_told(
    tmp_path: Path,
) -> None:
    path = tmp_path / "twice.json"
    path.write_text('{"train": [{"text": "a"}],\n "test": [{"text": "b"}],\n "test": []}')
    with pytest.raises(DataError, match=r"twice\.json:3: the key 'test' stands twice"):
        JsonReader(Section()).read(path)
    path.write_text('[{"text": "} \\"}", "m": {}},\n{"text": "a",\n"text": "b"},\n{"text": 1}]')
    with pytest.raises(DataError, match=r"twice\.json:3: the key 'text' stands twice"):
        JsonReader(Section()).read(path)


@pytest.mark.parametrize(
    "other",
    [
        {"entities": [[0, 3, "A"]]},
        {"label": [[0, 3, "A"]]},
        {"spans": [{"start": 0, "end": 3, "label": "A"}]},
        {"ner_tags": ["B-A", "O"]},
        {"labels": {"entities": [[0, 3, "A"]]}},
    ],
)
def test_empty_annotations_beside_spans_under_another_key_are_refused(other: Any) -> None:
    record = Record({"text": "Ana Ruiz", "annotations": [], **other}, "train.jsonl:7")
    key = next(iter(other))
    with pytest.raises(DataError, match=rf"train\.jsonl:7: .*empty, while the key `{key}`"):
        require_annotations(parse_document(record))


@pytest.mark.parametrize(
    "other",
    [{"tags": ["news", "sport"]}, {"labels": []}, {"label": "a"}, {"ner_tags": [0, 0]}],
)
def test_empty_annotations_beside_other_keys_say_that_there_are_no_entities(other: Any) -> None:
    document = parse_document(Record({"text": "Ana Ruiz", "annotations": [], **other}, "a:1"))
    require_annotations(document)
    assert document.spans == ()


def test_offsets_with_a_decimal_point_are_asked_to_be_whole_numbers() -> None:
    record = Record({"text": "Ana Ruiz", "annotations": [[0.0, 3.0, "A"]]}, "train.jsonl:7")
    with pytest.raises(DataError, match=r"train\.jsonl:7: .* must be whole numbers"):
        parse_document(record)


@pytest.mark.parametrize("answer", ["reject", "ignore"])
@pytest.mark.parametrize(
    "marked", [{"annotations": [[0, 3, "NAME"]]}, {"annotations": []}, {"spans": [[0, 3, "NAME"]]}]
)
def test_a_rejected_record_is_no_document_to_learn_from(
    answer: str, marked: dict[str, Any]
) -> None:
    document = parse_document(Record({"text": "Tom", **marked, "answer": answer}, "file:7"))
    assert document.spans == ()
    with pytest.raises(DocumentError, match=f"^file:7: .*answer `{answer}`.* Leave such records"):
        require_annotations(document)


def test_an_accepted_record_is_learned_from() -> None:
    values = {"text": "Tom", "annotations": [[0, 3, "NAME"]], "answer": "accept"}
    document = parse_document(Record(values, "file:7"))
    require_annotations(document)
    assert len(document.spans) == 1


def test_a_rejected_label_is_no_label() -> None:
    record = Record({"text": "Tom", "label": "A", "answer": "reject"}, "file:7")
    with pytest.raises(DataError, match=r"^file:7: .*answer `reject`.* Leave such records out"):
        require_labels([parse_labelled_text(record)])
