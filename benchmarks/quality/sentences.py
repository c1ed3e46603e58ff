"""WNUT-17 as lists of words and tags (Derczynski et al. 2017, CoNLL columns)."""

from __future__ import annotations

from pathlib import Path

from training.config import DataConfig
from training.core.data.formats.text_files import read_lines
from training.core.data.read import files_of

Sentence = tuple[list[str], list[str]]


def read_split(folder: Path, split: str) -> list[Sentence]:
    """Return the sentences of ``train``, ``validation`` or ``test`` as words and IOB2 tags."""
    paths = {path.stem: path for path in files_of(DataConfig(path=folder))}
    sentences: list[Sentence] = [([], [])]
    for line in read_lines(paths[split]):
        if line.strip():
            columns = line.split("\t")
            sentences[-1][0].append(columns[0].strip())
            sentences[-1][1].append(columns[-1].strip())
        elif sentences[-1][0]:
            sentences.append(([], []))
    return [sentence for sentence in sentences if sentence[0]]
