from __future__ import annotations

from pathlib import Path

import pytest

from training.core.data.formats.text_files import Line, lines_of, read_lines, read_text
from training.errors import DataError


def test_lines_end_with_any_line_end_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("a\r\nb\rc\n\u2028d\x0ce".encode())
    assert read_lines(path) == ["a", "b", "c", "\u2028d\x0ce"]
    assert read_text(path) == "a\nb\nc\n\u2028d\x0ce"


def test_positions_lead_to_the_lines_also_after_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfone\r\n\ntwo")
    lines = list(lines_of(path))
    assert lines == [Line(b"one", 1, 3), Line(b"", 2, 8), Line(b"two", 3, 9)]
    for line in lines:
        assert path.read_bytes()[line.start :].startswith(line.content)
    assert read_text(path) == "one\n\ntwo"


def test_a_file_of_a_mark_alone_has_no_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbf")
    assert read_lines(path) == []


@pytest.mark.parametrize(
    ("content", "blank"),
    [(b"", True), (b" \t\x1c", True), ("\u2003".encode(), True), (b"a", False), (b"\xff", False)],
)
def test_white_space_of_unicode_is_blank_too(content: bytes, blank: bool) -> None:
    assert Line(content, 1, 0).is_blank is blank


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"one\ntwo\r\n\xe9", "a.txt:3: byte 0xe9 is not UTF-8.*iconv -f latin1"),
        ("a".encode("utf-16"), "a.txt:1: byte 0xff is not UTF-8.*iconv -f utf-16"),
    ],
)
def test_another_encoding_is_named_with_its_line_and_the_way_out(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    for read in (read_text, read_lines):
        with pytest.raises(DataError, match=words):
            read(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        for read in (read_text, read_lines):
            with pytest.raises(DataError, match="cannot be read"):
                read(path)
