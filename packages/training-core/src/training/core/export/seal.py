"""The seal of an exported model: a manifest with the checksum of each file, written last.

`run.json` records the checksum of the manifest, so that a folder that was exchanged as a whole is
noticed as well.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from training._regular_files import read_regular
from training.config.origin import shown_path
from training.core.io.atomic_files import is_below, write_bytes
from training.core.io.checksums import hash_file
from training.core.io.json import sealed, unsealed
from training.core.runs.directory import COMPLETED, Run
from training.core.runs.liveness import status_of
from training.core.runs.record import RECORD, recorded_model
from training.errors import RunError

logger = logging.getLogger("training")

MANIFEST = "manifest.json"
FORMAT = 1
Checksum = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class _File(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    size: int = Field(ge=0)
    sha256: Checksum


class _Manifest(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    format: int
    files: dict[str, _File]


@dataclass(frozen=True)
class ModelExamination:
    """What was found in the folder of an exported model.

    Attributes:
        path: The folder.
        status: ``good``; ``damaged``; ``unsealed``, as models were that older versions exported;
            ``newer``, of a newer version.
        problem: Why it is not good, as a clause; empty when it is.
    """

    path: Path
    status: Literal["good", "damaged", "unsealed", "newer"]
    problem: str = ""


class _NewerFormatError(ValueError):
    pass


def seal_model(folder: Path) -> str:
    """Write the manifest of all files in a folder, and return its checksum.

    Raises:
        OSError: A file cannot be read, or the manifest cannot be written.
    """
    files = {
        name: {"size": path.stat().st_size, "sha256": hash_file(path)}
        for name, path in _files_in(folder)
    }
    content = sealed({"format": FORMAT, "files": files})
    write_bytes(folder / MANIFEST, content)
    return sha256(content).hexdigest()


def seal_of(folder: Path) -> str | None:
    """Return the checksum of a model's manifest; None when it was never sealed.

    Raises:
        OSError: It cannot be read.
    """
    path = folder / MANIFEST
    return hash_file(path) if path.is_file() else None


def verify_model(folder: Path) -> None:
    """Compare every file of an exported model with its manifest, and that with `run.json`.

    A model without a manifest, as older versions exported it, is taken, with a warning.

    Raises:
        RunError: A file is damaged, missing or exchanged, or a newer version wrote the manifest.
    """
    found = examine_model(folder)
    require_whole(found)
    place = shown_path(folder)
    if found.status == "unsealed":
        logger.warning("%s: %s", place, found.problem)
    for name in unlisted_files(folder):
        logger.warning("%s: this file was not exported with the model", shown_path(folder / name))


def require_whole(found: ModelExamination) -> None:
    """Refuse a model that is damaged or cannot be understood.

    Raises:
        RunError: It is; the message says why.
    """
    place = shown_path(found.path)
    if found.status == "newer":
        raise RunError(f"{place}: {found.problem}. Upgrade training-core.")
    if found.status == "damaged":
        raise RunError(
            f"{place}: the exported model is not as it was written: {found.problem}. Restore the "
            "folder from a backup, or train the run again (`training reproduce`)."
        )


def seal_run(run: Run) -> None:
    """Seal the exported model of a completed run as it is now; one that is sealed stays sealed.

    Raises:
        RunError: The run has no model, has not completed, or cannot be written.
    """
    if run.record["status"] != COMPLETED or not run.checkpoint.is_dir():
        raise RunError(
            f"{shown_path(run.directory)}: there is no model to seal; only a completed run "
            f"exports one, and the status of this one is `{status_of(run)}`."
        )
    if examine_model(run.checkpoint).status != "unsealed":
        return
    try:
        seal = seal_model(run.checkpoint)
    except OSError as error:
        raise RunError(f"{run.checkpoint}: it cannot be sealed: {error.strerror}.") from error
    run.update(model={"manifest": seal})


def examine_model(folder: Path) -> ModelExamination:
    """Verify an exported model without loading it; needs no torch."""
    if not (folder / MANIFEST).exists() and recorded_model(folder) is None:
        return ModelExamination(folder, "unsealed", _unsealed(folder))
    try:
        _verify(folder)
    except _NewerFormatError as error:
        return ModelExamination(folder, "newer", str(error))
    except (OSError, ValueError) as error:
        return ModelExamination(folder, "damaged", _reason(error))
    return ModelExamination(folder, "good")


def unlisted_files(folder: Path) -> list[str]:
    """Return the files of a sealed model that its manifest does not name."""
    if not (folder / MANIFEST).is_file():
        return []
    known = _parsed(read_regular(folder / MANIFEST)).files
    return [name for name, _ in _files_in(folder) if name not in known]


def _unsealed(folder: Path) -> str:
    problem = f"it has no {MANIFEST}, so that nothing tells whether a file of it has changed"
    if not (folder.parent / RECORD).is_file():
        return problem
    run = shown_path(folder.parent)
    return f"{problem}; `training doctor --seal {run}` seals it as it is"


def _verify(folder: Path) -> None:
    content = _content(folder / MANIFEST)
    recorded = recorded_model(folder)
    if recorded is not None and sha256(content).hexdigest() != recorded:
        raise ValueError(f"{MANIFEST} is not the one whose checksum run.json records (`model`)")
    for name, one in _parsed(content).files.items():
        _verify_file(folder, name, one)


def _verify_file(folder: Path, name: str, expected: _File) -> None:
    path = folder / name
    if not path.is_file():
        raise ValueError(f"{name} is missing")
    size = path.stat().st_size
    if size != expected.size:
        raise ValueError(f"{name} has {size:,} bytes instead of {expected.size:,}")
    if hash_file(path) != expected.sha256:
        raise ValueError(f"{name} does not agree with its SHA-256 in {MANIFEST}")


def _content(path: Path) -> bytes:
    try:
        return read_regular(path)
    except FileNotFoundError as error:
        raise ValueError(f"{path.name} is missing") from error


def _parsed(content: bytes) -> _Manifest:
    try:
        found = _Manifest.model_validate(_newest_format(unsealed(content)))
    except ValidationError as error:
        raise ValueError(f"{MANIFEST} does not describe a model") from error
    for name in found.files:
        if not is_below(name):
            raise ValueError(f"{MANIFEST} names {name!r}, which is not in its folder")
    return found


def _newest_format(values: dict[str, object]) -> dict[str, object]:
    if values.get("format") != FORMAT:
        raise _NewerFormatError(
            f"{MANIFEST} is in format {values.get('format')!r}, and this version reads {FORMAT}"
        )
    return values


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError):
        return f"{Path(error.filename or MANIFEST).name} cannot be read ({error.strerror})"
    return str(error)


def _files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """Return the files below a folder by name, but for the manifest and hidden ones."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != MANIFEST and not path.name.startswith("."):
            yield name, path
