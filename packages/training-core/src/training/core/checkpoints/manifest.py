"""The manifest: what belongs to a checkpoint, sealed by its own checksum."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from training.core.io.json import sealed, unsealed

FORMAT = 1
FileName = Annotated[str, Field(pattern=r"^[\w-][\w.-]*$")]
"""A plain name: nothing beside the manifest stands anywhere else."""


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

    size: Annotated[int, Field(ge=0)]
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
    files: Mapping[FileName, FileRecord]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files.values())


def render_manifest(manifest: Manifest) -> bytes:
    """Return the content of `manifest.json`; its last key is the checksum of the rest."""
    return sealed({"format": FORMAT, **asdict(manifest)})


def parse_manifest(content: bytes) -> Manifest:
    """Read back what `render_manifest` returned.

    Raises:
        NewerFormatError: A newer version wrote it.
        ValueError: A single byte is not as it was written, or it describes no checkpoint; the
            message is a clause.
    """
    values = unsealed(content)
    if values.pop("format", None) != FORMAT:
        raise NewerFormatError(
            f"is in a format this version does not know (it reads {FORMAT}); upgrade training-core"
        )
    try:
        return _CHECKED.validate_json(json.dumps(values), strict=True)
    except ValidationError as error:
        raise ValueError("does not describe a checkpoint") from error


_CHECKED = TypeAdapter(Manifest)
