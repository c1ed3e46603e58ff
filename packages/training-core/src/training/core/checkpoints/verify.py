"""Decide whether a checkpoint is good; needs no torch."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from training._regular_files import read_regular
from training.core.checkpoints.layout import MANIFEST, STATE, TENSORS, CheckpointFolder
from training.core.checkpoints.manifest import (
    FileRecord,
    Manifest,
    NewerFormatError,
    parse_manifest,
)
from training.core.checkpoints.state_json import parse_state
from training.core.io.checksums import hash_file
from training.core.io.safetensors import SafetensorError, safe_open

Fault = Literal["damaged", "unfinished", "foreign", "newer"]


class UnusableCheckpointError(Exception):
    """A checkpoint cannot be used; the message says why, as a clause without the folder's name.

    Attributes:
        fault: What kind of reason it is.
    """

    def __init__(self, fault: Fault, reason: str) -> None:
        super().__init__(reason)
        self.fault: Fault = fault


def verify_checkpoint(folder: CheckpointFolder, run_id: str) -> Manifest:
    """Read every byte of a checkpoint and compare it with the manifest.

    Raises:
        UnusableCheckpointError: The checkpoint is not good, or not of this run.
    """
    manifest = read_manifest(folder, run_id)
    for name, record in manifest.files.items():
        try:
            _verify_file(folder.path / name, record)
        except (OSError, ValueError) as error:
            raise UnusableCheckpointError("damaged", f"{name} {_reason(error)}") from error
    return manifest


def read_manifest(folder: CheckpointFolder, run_id: str) -> Manifest:
    """Read what a checkpoint of a run must hold.

    Raises:
        UnusableCheckpointError: It has no manifest, a damaged one, or one of another run.
    """
    manifest = _parsed(folder)
    if manifest.run_id != run_id:
        raise UnusableCheckpointError("foreign", f"belongs to the run `{manifest.run_id}`")
    if manifest.step != folder.step:
        reason = f"is the checkpoint of step {manifest.step} under another name"
        raise UnusableCheckpointError("damaged", reason)
    return manifest


def _parsed(folder: CheckpointFolder) -> Manifest:
    path = folder.path / MANIFEST
    try:
        return parse_manifest(read_regular(path))
    except FileNotFoundError as error:
        reason = f"was never finished (it has no {MANIFEST})"
        raise UnusableCheckpointError("unfinished", reason) from error
    except NewerFormatError as error:
        raise UnusableCheckpointError("newer", str(error)) from error
    except (OSError, ValueError) as error:
        raise UnusableCheckpointError("damaged", f"{MANIFEST} {_reason(error)}") from error


def _verify_file(path: Path, record: FileRecord) -> None:
    size = path.stat().st_size
    if size != record.size:
        raise ValueError(f"has {size:,} bytes instead of {record.size:,}")
    if hash_file(path) != record.sha256:
        raise ValueError("does not agree with its SHA-256 in the manifest")
    if path.suffix == TENSORS:
        _require_tensors(path)
    elif path.name == STATE:
        parse_state(read_regular(path))


def _require_tensors(path: Path) -> None:
    try:
        with safe_open(path, framework="numpy"):
            pass
    except SafetensorError as error:
        raise ValueError(f"is no safetensors file ({error})") from error


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "is missing"
    if isinstance(error, OSError):
        return f"cannot be read ({error.strerror or error})"
    return str(error)


class KnownGood:
    """Verifies a checkpoint once, and again when size, time or identity of a file is another.

    Deciding which old checkpoints can go must not read all of them after every save.
    """

    def __init__(self, run_id: str) -> None:
        self._run_id = run_id
        self._signatures: dict[Path, object] = {}

    def require(self, folder: CheckpointFolder) -> None:
        """Verify a checkpoint, and remember it.

        Raises:
            UnusableCheckpointError: It is not good.
        """
        signature = _signature(folder.path)
        verify_checkpoint(folder, self._run_id)
        self._signatures[folder.path] = signature

    def holds(self, folder: CheckpointFolder) -> bool:
        """Return whether a checkpoint is good."""
        known = self._signatures.pop(folder.path, None)
        try:
            if known is None or known != _signature(folder.path):
                self.require(folder)
            else:
                self._signatures[folder.path] = known
        except (OSError, UnusableCheckpointError):
            return False
        return True


def _signature(folder: Path) -> object:
    found = ((path.name, path.stat()) for path in folder.iterdir())
    return sorted((name, one.st_size, one.st_mtime_ns, one.st_ino) for name, one in found)
