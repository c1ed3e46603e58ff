"""Read CoNLL column files.

Format: Tjong Kim Sang and De Meulder (2003), "Introduction to the CoNLL-2003 Shared Task".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from training.core.data.dataset import Record
from training.core.data.formats.file_parts import FileParts, Stretch
from training.core.data.formats.text_files import Line, lines_of
from training.core.data.reader import FileReader
from training.errors import DataError

Row = tuple[str, str]


class ConllReader(FileReader):
    """One word a line, first column the word, last column its tag; a blank line ends a sentence.

    Words are joined with single spaces, and tags become character spans by the rule of the CoNLL
    evaluation: an `I-` tag after `O` or after another type starts an entity. A line of white space
    alone separates sentences; `-DOCSTART-` lines are passed over.
    """

    suffixes = (".conll", ".bio", ".iob", ".iob2")

    def records(self, path: Path) -> Sequence[Record]:
        """Return one document a sentence."""
        return FileParts(path, _sentences(path), partial(_sentence, path))


def _sentences(path: Path) -> Iterator[Stretch]:
    """Yield where each sentence stands."""
    first: Line | None = None
    end = 0
    for line in lines_of(path):
        if line.is_blank:
            if first is not None:
                yield Stretch(first.start, end, first.number)
            first = None
        elif first is not None or not _opens_document(line):
            first = first or line
            end = line.start + len(line.content)
    if first is not None:
        yield Stretch(first.start, end, first.number)


def _opens_document(line: Line) -> bool:
    return line.content.split(None, 1)[0] == b"-DOCSTART-"


def _sentence(path: Path, text: str, line: int) -> Record:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    rows = [_row(one, f"{path}:{number}") for number, one in enumerate(lines, start=line)]
    words = " ".join(word for word, _ in rows)
    return Record({"text": words, "annotations": _annotations(rows)}, f"{path}:{line}")


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
