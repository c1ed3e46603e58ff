"""Read CoNLL column files.

Format: Tjong Kim Sang and De Meulder (2003), "Introduction to the CoNLL-2003 Shared Task".
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from training.core.data.dataset import Record
from training.core.data.reader import FileReader
from training.core.data.text_files import read_lines
from training.errors import DataError

Row = tuple[str, str]


class ConllReader(FileReader):
    """One word a line, first column the word, last column its tag; a blank line ends a sentence.

    Words are joined with single spaces, and tags become character spans by the rule of the CoNLL
    evaluation: an `I-` tag after `O` or after another type starts an entity. A line of white space
    alone separates sentences; `-DOCSTART-` lines are passed over.
    """

    suffixes = (".conll", ".bio", ".iob", ".iob2")

    def records(self, path: Path) -> Iterator[Record]:
        """Yield one document a sentence."""
        rows: list[Row] = []
        start = 1
        for number, line in enumerate([*read_lines(path), ""], start=1):
            if line.strip():
                start = number if not rows else start
                rows.append(_row(line, f"{path}:{number}"))
            elif rows:
                yield from _sentence(rows, f"{path}:{start}")
                rows = []


def _row(line: str, place: str) -> Row:
    columns = line.split("\t") if "\t" in line else line.split()
    word, tag = columns[0].strip(), columns[-1].strip()
    if len(columns) < 2 or not word or not _is_tag(tag):
        raise DataError(
            f"{place}: expected a word and a tag such as O, B-PER or I-PER in the last column, "
            f"got {line.strip()!r}."
        )
    return word, tag


def _is_tag(tag: str) -> bool:
    return tag == "O" or (tag[:2] in ("B-", "I-") and len(tag) > 2)


def _sentence(rows: list[Row], place: str) -> Iterator[Record]:
    if rows[0][0] == "-DOCSTART-":
        return
    text = " ".join(word for word, _ in rows)
    yield Record({"text": text, "annotations": _annotations(rows)}, place)


def _annotations(rows: list[Row]) -> list[list[object]]:
    """Turn tags into [start, end, label] by the CoNLL rule."""
    spans: list[list[object]] = []
    position, previous = 0, "O"
    for word, tag in rows:
        end = position + len(word)
        if tag != "O":
            if tag[0] == "I" and previous[2:] == tag[2:]:
                spans[-1][1] = end
            else:
                spans.append([position, end, tag[2:]])
        position, previous = end + 1, tag
    return spans
