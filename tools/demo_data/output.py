"""Files of the dataset, byte by byte."""

from __future__ import annotations

import json
from pathlib import Path

from tools.demo_data.card import dataset_card
from tools.demo_data.corpus import build_corpus
from tools.demo_data.segments import Document


def write_dataset(directory: Path, seed: int) -> None:
    """Write the splits and their description.

    Args:
        directory: Where the files go; made if need be, files of the same names are replaced.
        seed: Equal seeds give equal bytes.
    """
    corpus = build_corpus(seed)
    directory.mkdir(parents=True, exist_ok=True)
    for name, documents in corpus.items():
        _replace(directory / f"{name}.jsonl", "".join(map(_line, documents)))
    _replace(directory / "README.md", dataset_card(corpus, seed))


def _line(document: Document) -> str:
    annotations = [[span.start, span.end, span.label] for span in document.spans]
    record = {"text": document.text, "annotations": annotations}
    return json.dumps(record, ensure_ascii=False) + "\n"


def _replace(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.partial")
    temporary.write_bytes(text.encode())
    temporary.replace(path)
