"""The three splits of the dataset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tools.demo_data.annotation_noise import forget_spans
from tools.demo_data.composing import compose
from tools.demo_data.dice import Dice
from tools.demo_data.library import Library, load_library
from tools.demo_data.noise import add_noise
from tools.demo_data.scene import open_scene
from tools.demo_data.segments import Document, to_document

DEFAULT_SEED = 20240607
FEWEST_WORDS = 14


@dataclass(frozen=True)
class Split:
    """How one part of the dataset is made.

    Attributes:
        name: File name without its ending.
        size: Number of documents.
        novelty: Probability that a word or template comes from those held out of training.
        has_slips: Whether annotations have slips.
    """

    name: str
    size: int
    novelty: float
    has_slips: bool


SPLITS = (
    Split("train", 450, novelty=0.0, has_slips=True),
    Split("validation", 75, novelty=0.25, has_slips=False),
    Split("test", 75, novelty=0.25, has_slips=False),
)
"""The splits in the order in which they are made."""

Corpus = dict[str, list[Document]]


def build_corpus(seed: int) -> Corpus:
    """Make all documents.

    Args:
        seed: Equal seeds give equal documents.

    Returns:
        The documents of each split; no text occurs twice.
    """
    library = load_library(seed)
    seen: set[str] = set()
    return {split.name: list(_documents(split, library, seed, seen)) for split in SPLITS}


def _documents(split: Split, library: Library, seed: int, seen: set[str]) -> Iterator[Document]:
    attempt = made = 0
    while made < split.size:
        document = _document(split, library, Dice(f"{seed} {split.name} {attempt}"))
        attempt += 1
        if document.text not in seen and len(document.text.split()) >= FEWEST_WORDS:
            seen.add(document.text)
            made += 1
            yield document


def _document(split: Split, library: Library, dice: Dice) -> Document:
    scene = open_scene(library, dice, split.novelty)
    document = to_document(add_noise(compose(scene), dice))
    return forget_spans(document, dice) if split.has_slips else document
