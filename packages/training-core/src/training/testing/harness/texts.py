"""A fit of a small transformer on a few texts."""

from __future__ import annotations

from training.core.data.dataset import Dataset, Record
from training.testing.harness.fits import FIT, FitCase

WORDS = ("good", "fine", "great", "bad", "poor", "awful")


def texts_case() -> FitCase:
    """Return a fit of four steps that tells good from bad."""
    records = [_record(number) for number in range(32)]
    settings = (
        *FIT,
        "task.name=text-classification",
        "model.backbone=transformer",
        "model.hidden_size=8",
        "model.rows=32",
        "model.layers=2",
        "model.heads=2",
        "training.batch_size=8",
    )
    return FitCase(settings, (), Dataset(records[:16], records[16:24], records[24:], "texts"))


def _record(number: int) -> Record:
    word = WORDS[number % len(WORDS)]
    label = "good" if number % len(WORDS) < 3 else "bad"
    text = f"a {word} film, number {number % 5}"
    return Record({"text": text, "label": label}, f"texts:{number + 1}")
