from __future__ import annotations

import re

import numpy as np
import pytest

from tests.promises.docs.markdown import ROOT
from training.core.data import FileReader, Record, Span, parse_document
from training.core.data.read import reader_class
from training.core.data.readers.folder import STEMS
from training.core.plugins import get_registry
from training.core.tasks.token_classification.tags import TagSet

PAGE = (ROOT / "docs/data.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", PAGE, re.MULTILINE))


def test_every_built_in_reader_is_in_the_table_and_no_other() -> None:
    offers = get_registry("reader")
    assert list(ROWS) == [one.provider.name for one in offers if one.source.built_in]


@pytest.mark.parametrize("name", ROWS)
def test_table_says_which_files_a_reader_is_chosen_for(name: str) -> None:
    reader = reader_class(name)
    suffixes = reader.suffixes if issubclass(reader, FileReader) else ()
    assert re.findall(r"`(\.\w+)`", ROWS[name]) == list(suffixes)


def test_every_name_of_a_split_in_a_folder_is_reported() -> None:
    for stems in STEMS.values():
        assert all(f"`{stem}`" in PAGE for stem in stems)


@pytest.mark.parametrize("span", [Span(0, 3, "NAME"), Span(0, 8, "NAME")])
def test_a_span_that_is_no_whole_words_cannot_be_found_exactly(span: Span) -> None:
    starts, ends = np.array([0, 8]), np.array([7, 10])
    tags = TagSet(["NAME"])
    assert tags.decode(tags.encode([span], starts, ends), starts, ends) == [Span(0, 7, "NAME")]


def test_the_order_of_spans_and_further_keys_do_not_matter() -> None:
    spans = [[4, 7, "NAME"], [0, 3, "NAME"]]
    document = parse_document(Record({"text": "Ana Tom", "annotations": spans, "id": 7}, "memory"))
    assert document.spans == (Span(0, 3, "NAME"), Span(4, 7, "NAME"))
