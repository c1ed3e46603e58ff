"""Whatever a file holds, reading it gives records or one of our errors."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from training.config import DataConfig
from training.core.data import load_dataset, read_records
from training.core.data.dataset import SPLITS, Record
from training.core.tasks.text_classification.task import (
    TextClassification,
    TextClassificationOptions,
)
from training.core.tasks.token_classification.options import TokenClassificationOptions
from training.core.tasks.token_classification.task import TokenClassification
from training.errors import DataError

TASKS = (
    TokenClassification(TokenClassificationOptions()),
    TextClassification(TextClassificationOptions()),
)
DOCUMENT = {"text": "Ana \U0001f600 Ruiz", "annotations": [[0, 3, "PERSON"]], "label": "a"}
LINE = json.dumps(DOCUMENT).encode()
HALF = b'{"text": "Ana \\ud83d x", "annotations": [[0, 3, "A"]], "label": "a"}'


def table() -> bytes:
    spans = [{"start": 0, "end": 3, "label": "PERSON"}]
    rows = [{"text": f"Ana {n}", "label": "a", "annotations": spans} for n in range(20)]
    file = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(rows), file, row_group_size=7)
    return file.getvalue()


WHOLE = {
    "jsonl": LINE + b"\n" + LINE,
    "json": b"[" + LINE + b", " + LINE + b"]",
    "conll": "Ana\tB-PERSON\nRuiz\tI-PERSON\n\n\U0001f600\tO\n".encode(),
    "parquet": table(),
}


def read_through(path: Path) -> Iterator[Any]:
    """Read and parse everything that a file holds, for every task."""
    dataset = read_records(DataConfig(path=path))
    for name in SPLITS:
        records = dataset.split(name)
        for position in range(len(records)):
            yield from parsed(records, position)


def parsed(records: Any, position: int) -> Iterator[Any]:
    for task in TASKS:
        try:
            yield task.parse(records[position])
        except DataError as error:
            str(error).encode()


def mistake(action: Callable[[], object]) -> str | None:
    """Return how our error explains that something does not work; None where it works."""
    try:
        action()
    except DataError as error:
        str(error).encode()
        return str(error)
    return None


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """Draw any bytes, or a whole file that was cut, or had bytes exchanged or put in."""
    if draw(st.booleans()):
        return draw(st.binary(max_size=60))
    start = draw(st.integers(0, len(whole)))
    end = draw(st.integers(start, min(len(whole), start + 8)))
    return whole[:start] + draw(st.binary(max_size=8)) + whole[end : draw(st.none() | st.just(end))]


@pytest.mark.parametrize("ending", list(WHOLE))
@given(data=st.data())
def test_any_bytes_are_documents_or_a_mistake_that_is_explained(
    tmp_path_factory: pytest.TempPathFactory, ending: str, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any.{ending}"
    path.write_bytes(data.draw(damaged(WHOLE[ending])))
    told = mistake(lambda: [sample.text.encode() for sample in read_through(path)])
    assert told is None or path.name in told


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["text", "label", "annotations", "labels", "id"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(values=JSON)
def test_any_json_is_a_document_or_a_mistake_that_is_explained(values: Any) -> None:
    for task in TASKS:
        told = mistake(lambda task=task: task.parse(Record(values, "a.jsonl:3")))
        assert told is None or told.startswith("a.jsonl:3: ")


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("a.jsonl", LINE + b"\n" + HALF, "a.jsonl:2: character 5 of a text, U+D83D after 'Ana '"),
        ("a.json", b"[" + LINE + b"," + HALF + b"]", "document 2: character 5 of a text"),
        ("a.jsonl", b'{"text": "a", "label": "\\udc00"}', "a.jsonl:1: character 1 of a text"),
        ("a.jsonl", b'{"text": "a", "label": ' + b"9" * 5000 + b"}", "a.jsonl:1: the JSON cannot"),
        ("a.json", b"[" + b"9" * 5000 + b"]", "a.json:1: the JSON cannot be read"),
        ("a.jsonl", b"[" * 100_000, "a.jsonl:1: the JSON is nested too deeply"),
        ("a.json", b"[" * 100_000, "a.json:1: the JSON is nested too deeply"),
        ("a.jsonl", b"[\n" + LINE + b"\n]", "name the file .json."),
        ("a.json", LINE + b"\n" + LINE, "name it .jsonl."),
        ("a.json", LINE, "name it .jsonl."),
        ("a.json", b"", "the file is empty"),
        ("a.jsonl", b"\n \n", "the dataset is empty"),
        ("a.conll", b"\n \n", "the dataset is empty"),
        ("a.parquet", b"", "a.parquet: cannot be read as Parquet"),
        ("a.parquet", WHOLE["parquet"][:-200], "a.parquet: cannot be read as Parquet"),
        ("a.jsonl", "\ufeff{}".encode("utf-16"), "iconv -f utf-16"),
        ("a.jsonl", b'{"text": "caf\xe9"}', "iconv -f latin1"),
    ],
)
def test_what_is_wrong_with_a_file_is_named_with_its_place_and_the_way_out(
    tmp_path: Path, name: str, content: bytes, part: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    told = mistake(lambda: list(read_records(DataConfig(path=path)).train))
    assert told is not None
    assert part in told


def test_one_list_in_a_line_shows_where_it_belongs(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(WHOLE["json"])
    (record,) = read_records(DataConfig(path=path)).train
    for task in TASKS:
        with pytest.raises(DataError, match=r"goes into a file named \.json\."):
            task.parse(record)


@pytest.mark.parametrize(
    ("text", "label"), [("Ana \ud83d", "A"), ("Ana", "\ud83d")], ids=["text", "label"]
)
def test_half_an_emoji_in_memory_is_refused_with_its_place(text: str, label: str) -> None:
    values = {"text": text, "annotations": [[0, 3, label]], "label": label}
    for task in TASKS:
        with pytest.raises(DataError, match=r"^item 3: .* half of a surrogate pair"):
            task.parse(Record(values, "item 3"))


def test_the_old_loader_still_returns_half_an_emoji(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(HALF)
    assert load_dataset(str(path))["train"][0]["text"] == "Ana \ud83d x"


def test_the_number_of_pieces_in_a_name_is_not_counted_through(tmp_path: Path) -> None:
    (tmp_path / "train-00000-of-300000000.jsonl").write_bytes(LINE)
    with pytest.raises(DataError, match="expected each of 300,000,000 once"):
        read_records(DataConfig(path=tmp_path))


def test_memory_does_not_grow_with_the_number_of_pieces_in_a_name(tmp_path: Path) -> None:
    (tmp_path / "train-00000-of-300000.jsonl").write_bytes(LINE)
    tracemalloc.start()
    try:
        with pytest.raises(DataError, match="expected each of 300,000 once"):
            read_records(DataConfig(path=tmp_path))
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("a\0b.jsonl", "no such file or folder"),
        ("x" * 300 + ".jsonl", "File name too long"),
        ("x" * 300 + "/a.jsonl", "File name too long"),
        ("a\0/b.jsonl", "no such file or folder"),
    ],
)
def test_names_that_no_file_has_are_refused(tmp_path: Path, name: str, part: str) -> None:
    with pytest.raises(DataError, match=part) as caught:
        read_records(DataConfig(path=tmp_path / name))
    assert "\0" not in str(caught.value)
