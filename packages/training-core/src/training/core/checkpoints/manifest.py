"""The manifest: what belongs to a checkpoint, sealed by its own checksum."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

FORMAT = 1


class NewerFormatError(ValueError):
    """A manifest was written by a version that this one does not know."""


@dataclass(frozen=True)
class FileRecord:
    """What a file must be.

    Attributes:
        size: Bytes.
        sha256: Checksum of the content, in hexadecimal.
        version: Name of the content, where the snapshot gave one.
    """

    size: int
    sha256: str
    version: str | None = None


@dataclass(frozen=True)
class Manifest:
    """What a checkpoint holds.

    Attributes:
        run_id: The run that wrote it.
        step: Optimizer steps made.
        created: When it was written (ISO 8601).
        best_step: Step of the best evaluation so far.
        files: Every file beside the manifest, by name.
    """

    run_id: str
    step: int
    created: str
    best_step: int | None
    files: Mapping[str, FileRecord]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(one.size for one in self.files.values())


def render_manifest(manifest: Manifest) -> bytes:
    """Return the content of `manifest.json`; its last key is the checksum of the rest."""
    return _sealed({"format": FORMAT, **asdict(manifest)})


def parse_manifest(content: bytes) -> Manifest:
    """Read back what `render_manifest` returned.

    Raises:
        NewerFormatError: A newer version wrote it.
        ValueError: A single byte is not as it was written; the message is a clause.
    """
    values = _unsealed(content)
    if values.pop("format") != FORMAT:
        raise NewerFormatError(
            f"is in a format this version does not know (it reads {FORMAT}); upgrade training-core"
        )
    files = {name: FileRecord(**one) for name, one in values.pop("files").items()}
    return Manifest(**values, files=files)


def _unsealed(content: bytes) -> dict[str, Any]:
    try:
        values = json.loads(content)
        del values["sha256"]
        intact = _sealed(values) == content
    except (ValueError, TypeError, KeyError, RecursionError):
        intact = False
    if not intact:
        raise ValueError("does not agree with its own checksum")
    return dict(values)


def _sealed(values: Mapping[str, Any]) -> bytes:
    seal = sha256(_json(values)).hexdigest()
    return _json({**values, "sha256": seal})


def _json(values: Mapping[str, Any]) -> bytes:
    return json.dumps(values, indent=2, allow_nan=False).encode("ascii") + b"\n"
