"""Encoded datasets on the disk: written once for each fingerprint, then mapped."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from training.core.data.cache.columns import Columns, ColumnWriter, Example, require_sums, sums_of
from training.core.data.cache.keys import key_of
from training.core.data.cache.lock import alone, partial_folder, remove_damaged
from training.core.data.cache.split import EncodedSplit, MappedSplit
from training.core.data.dataset import SPLITS, Dataset
from training.core.io.atomic_files import refusal, sync_folder, write_json
from training.errors import RunError

logger = logging.getLogger("training")

MANIFEST, SEAL = "manifest.json", "sha256"
ENCODED_AT_ONCE = 512
EXAMPLES, SIZES, WINDOWS = "examples", "sizes", "lengths"

NO_NOTES: Mapping[str, Any] = MappingProxyType({})

Encode = Callable[[Sequence[Any]], list[list[Example]]]
Length = Callable[[Example], int]


@dataclass(frozen=True)
class EncodedDataset:
    """The encoded splits of a dataset, and what was learned from it.

    Attributes:
        splits: Encoded splits by name.
        schema: What the task learned from the training samples.
        source: Where the data was read.
        fingerprint: Says which data, tokenizer and settings these are.
        notes: What else was said of the samples when they were encoded, as JSON.
    """

    splits: Mapping[str, EncodedSplit]
    schema: dict[str, Any]
    source: str
    fingerprint: str
    notes: Mapping[str, Any]

    @property
    def sizes(self) -> dict[str, int]:
        """Number of samples in each split."""
        return {name: split.samples for name, split in self.splits.items()}


def open_encoded(root: Path, fingerprint: str) -> EncodedDataset | None:
    """Return what is stored under a fingerprint; None when there is nothing, or it is damaged.

    The files are compared with their checksums once in a process, before they are mapped.
    """
    folder = root / fingerprint
    try:
        manifest = _manifest(folder)
        require_sums(folder, manifest["files"], besides=(MANIFEST,))
        splits = {name: _opened(folder / name, manifest["splits"][name]) for name in SPLITS}
        schema, source, notes = (manifest[key] for key in ("schema", "source", "notes"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        logger.warning("%s: this encoded data is damaged and is made anew: %s", folder, error)
        return None
    return EncodedDataset(splits, schema, source, fingerprint, notes)


def _manifest(folder: Path) -> dict[str, Any]:
    """Return what was written about a dataset.

    Raises:
        OSError: It cannot be read.
        ValueError: It is not what was written, or stands under another name.
    """
    content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    seal = content.pop(SEAL)
    if seal != _seal(folder.name, content):
        raise ValueError(f"the content of {MANIFEST} is not what was written")
    manifest: dict[str, Any] = content
    return manifest


def _seal(fingerprint: str, content: Mapping[str, Any]) -> str:
    return key_of({"name": fingerprint, "content": content})


def write_encoded(
    root: Path,
    fingerprint: str,
    samples: Dataset[Any],
    schema: dict[str, Any],
    encode: Encode,
    length: Length,
    notes: Mapping[str, Any] = NO_NOTES,
) -> EncodedDataset:
    """Encode samples and store them; memory does not grow with their number.

    Of several processes that do so at once, one encodes; the others wait and use its files.

    Args:
        root: Folder of all encoded datasets; made when it is missing.
        fingerprint: Name to store them under.
        samples: What the task parsed.
        schema: What the task learned from the training samples.
        encode: Encodes some samples at a time.
        length: Length of an example.
        notes: What else is to be found again with them, as JSON.

    Raises:
        RunError: The folder cannot be written.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        with alone(root, fingerprint):
            found = open_encoded(root, fingerprint)
            if found is not None:
                return found
            remove_damaged(root, fingerprint)
            with partial_folder(root, fingerprint) as partial:
                _write(partial, fingerprint, samples, schema, encode, length, notes)
                _take_place(partial, root / fingerprint)
    except OSError as error:
        raise RunError(
            f"{root}: the encoded data cannot be written here: {refusal(error)}. Choose "
            "another folder for runs and encoded data with `output_dir` (`--output`), or for the "
            "latter alone with `data.cache_dir`."
        ) from error
    written = open_encoded(root, fingerprint)
    assert written is not None, "just written"
    return written


def _write(
    folder: Path,
    fingerprint: str,
    samples: Dataset[Any],
    schema: dict[str, Any],
    encode: Encode,
    length: Length,
    notes: Mapping[str, Any],
) -> None:
    splits = {}
    for name in SPLITS:
        for part in (EXAMPLES, SIZES):
            (folder / name / part).mkdir(parents=True)
        splits[name] = _write_split(folder / name, samples.split(name), encode, length)
    content = {
        "schema": schema,
        "source": samples.source,
        "notes": dict(notes),
        "splits": splits,
        "files": sums_of(folder),
    }
    write_json(folder / MANIFEST, {**content, SEAL: _seal(fingerprint, content)})


def _write_split(
    folder: Path, samples: Sequence[Any], encode: Encode, length: Length
) -> dict[str, Any]:
    examples, sizes = ColumnWriter(folder / EXAMPLES), ColumnWriter(folder / SIZES)
    for chunk in _chunks(samples):
        for windows in encode(chunk):
            lengths = [length(window) for window in windows]
            sizes.append({WINDOWS: np.array(lengths, dtype=np.int32)})
            for window in windows:
                examples.append(window)
    return {EXAMPLES: examples.close(), SIZES: sizes.close()}


def _chunks(samples: Sequence[Any]) -> Iterable[list[Any]]:
    chunk: list[Any] = []
    for sample in samples:
        chunk.append(sample)
        if len(chunk) == ENCODED_AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _take_place(partial: Path, folder: Path) -> None:
    try:
        partial.rename(folder)
    except OSError:
        if not (folder / MANIFEST).is_file():
            raise
    sync_folder(folder.parent)


def _opened(folder: Path, formats: Mapping[str, Any]) -> MappedSplit:
    sizes = Columns(folder / SIZES, formats[SIZES])
    lengths, first = sizes.whole(WINDOWS) if formats[SIZES] else (np.zeros(0), np.zeros(1))
    columns = Columns(folder / EXAMPLES, formats[EXAMPLES])
    return MappedSplit(
        columns, lengths.astype(np.int32, copy=False), first.astype(np.int64, copy=False)
    )
