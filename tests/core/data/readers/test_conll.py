from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from training.config import DataConfig
from training.core.data.readers.conll import ConllReader
from training.errors import DataError


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def records(text: str) -> list[dict[str, Any]]:
        path = tmp_path / "a.conll"
        path.write_text(text)
        return [one.values for one in ConllReader(DataConfig()).records(path)]

    return records


def test_words_are_joined_and_tags_become_spans_by_the_rule_of_conll(read: Any) -> None:
    text = "Ana X B-PER\nRuiz X I-PER\nin X O\nTurin X I-LOC\nItaly X I-LOC\nBo X I-PER\n"
    assert read(text) == [
        {
            "text": "Ana Ruiz in Turin Italy Bo",
            "annotations": [[0, 8, "PER"], [12, 23, "LOC"], [24, 26, "PER"]],
        }
    ]


def test_two_entities_of_one_type_stay_two(read: Any) -> None:
    assert read("A B-PER\nB B-PER\n")[0]["annotations"] == [[0, 1, "PER"], [2, 3, "PER"]]


def test_lines_of_white_space_separate_and_document_marks_are_passed_over(read: Any) -> None:
    found = read("-DOCSTART- -X- O\n\nA O\n \t\nB O\n\n\n-DOCSTART- O\nC O")
    assert [one["text"] for one in found] == ["A", "B", "C"]


def test_a_tab_separates_columns_that_hold_spaces(read: Any) -> None:
    assert read("New York\tB-LOC\n") == [{"text": "New York", "annotations": [[0, 8, "LOC"]]}]


def test_places_name_the_first_line_of_each_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.conll"
    path.write_text("\nA O\nB O\n\n\nC O\n")
    assert [one.place for one in ConllReader(DataConfig()).records(path)] == [
        f"{path}:2",
        f"{path}:6",
    ]


@pytest.mark.parametrize("line", ["word", "word PER", "word I-", "\tO", "word S-PER"])
def test_a_line_without_a_word_and_a_tag_is_refused_with_its_place(
    read: Any, tmp_path: Path, line: str
) -> None:
    with pytest.raises(DataError, match=r"a.conll:2: expected a word and a tag"):
        read(f"A O\n{line}\n")
