"""Text files are read item by item, and give what reading them whole would give."""

from __future__ import annotations

import gc
import json
import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.config import DataConfig, Section
from training.core.data import read_records
from training.core.data.formats.file_parts import FileParts
from training.core.data.formats.text_files import lines_of, read_lines, read_text
from training.core.data.readers.conll import ConllReader
from training.core.data.readers.jsonl import JsonlReader
from training.errors import DataError

ENDS = st.sampled_from(["\n", "\r\n", "\r"])
LINES = st.lists(st.text(st.characters(exclude_characters="\r\n", codec="utf-8"), max_size=8))


def written(folder: Path, text: str, name: str = "data.jsonl") -> Path:
    path = folder / name
    path.write_bytes(text.encode("utf-8"))
    return path


@settings(max_examples=60)
@given(LINES, ENDS, st.sampled_from(["", "\ufeff"]), st.booleans())
def test_lines_are_those_of_the_whole_text_and_know_where_they_stand(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: str, mark: str, closed: bool
) -> None:
    text = end.join(lines) + (end if closed and lines else "")
    path = written(tmp_path_factory.mktemp("text"), mark + text)
    expected = read_text(path).split("\n")
    assert read_lines(path) == (expected if expected[-1] else expected[:-1])
    content = path.read_bytes()
    for number, line in enumerate(lines_of(path), start=1):
        assert content[line.start : line.start + len(line.content)] == line.content
        assert line.number == number
        assert line.is_blank == (not line.content.decode().strip())


@settings(max_examples=40)
@given(st.lists(st.one_of(st.text(max_size=5), st.just(None))), ENDS)
def test_json_lines_are_read_in_any_order_with_their_line(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str | None], end: str
) -> None:
    lines = ["" if text is None else json.dumps({"text": text}) for text in texts]
    path = written(tmp_path_factory.mktemp("text"), end.join(lines))
    records = JsonlReader(Section()).records(path)
    expected = [(n, text) for n, text in enumerate(texts, start=1) if text is not None]
    found = [(int(one.place.rpartition(":")[2]), one.values["text"]) for one in records]
    assert found == expected
    copied = pickle.loads(pickle.dumps(records))
    assert [one.values for one in copied[::-1]] == [one.values for one in records][::-1]


def test_sentences_are_read_in_any_order(tmp_path: Path) -> None:
    text = "-DOCSTART-\tO\n\nTom\tB-PER\nleft\tO\n \t \nAna B-PER\r\nRuiz I-PER\r\n\r\n"
    path = written(tmp_path, text, "data.conll")
    records = ConllReader(Section()).records(path)
    assert isinstance(records, FileParts)
    assert [one.values["text"] for one in records[::-1]] == ["Ana Ruiz", "Tom left"]
    assert [one.place for one in records] == [f"{path}:3", f"{path}:6"]
    assert records[1].values["annotations"] == [[0, 8, "PER"]]


def test_a_byte_that_is_not_utf8_is_named_with_its_own_line(tmp_path: Path) -> None:
    path = tmp_path / "data.conll"
    path.write_bytes(b"Tom\tO\n\nAna\tO\ncaf\xe9\tO\n")
    with pytest.raises(DataError, match=r"data\.conll:4: byte 0xe9 is not UTF-8"):
        list(ConllReader(Section()).records(path))


def test_a_file_that_shrinks_while_it_is_read_is_reported(tmp_path: Path) -> None:
    path = written(tmp_path, '{"text": "a"}\n{"text": "b"}\n')
    records = read_records(DataConfig(path=path)).train
    path.write_text('{"text": "a"}\n')
    assert records[0].values == {"text": "a"}
    with pytest.raises(DataError, match="became shorter"):
        records[1]


def open_files(path: Path) -> int:
    """Return how many descriptors of this process are of a file."""
    links = (one.readlink() for one in Path("/proc/self/fd").iterdir() if one.is_symlink())
    return sum(link == path for link in links)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="descriptors are listed in /proc")
def test_a_file_is_opened_when_it_is_read_and_closed_with_the_records(tmp_path: Path) -> None:
    path = written(tmp_path, '{"text": "a"}\n{"text": "b"}\n')
    records = JsonlReader(Section()).records(path)
    assert open_files(path) == 0
    assert [one.values["text"] for one in records] == ["a", "b"]
    assert open_files(path) == 1
    del records
    gc.collect()
    assert open_files(path) == 0
