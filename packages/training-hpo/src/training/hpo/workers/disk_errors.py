"""Say in a sweep what a disk refuses."""

from __future__ import annotations

from pathlib import Path

from training.config.origin import shown_path
from training.core.io.atomic_files import refusal, refusal_of_disk


def refusal_words(error: Exception) -> str:
    """Return which file a disk refused and why, without the way out of a single run."""
    refused = refusal_of_disk(error)
    if refused is None or refused.filename is None:
        return str(error)
    place = shown_path(Path(str(refused.filename)))
    return f"{place}: cannot be written: {refusal(refused)}."
