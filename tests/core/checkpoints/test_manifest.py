from __future__ import annotations

import pytest

from training.core.checkpoints.manifest import (
    FileRecord,
    Manifest,
    NewerFormatError,
    parse_manifest,
    render_manifest,
)
from training.core.io.json import sealed, unsealed

FILES = {"model.safetensors": FileRecord(7, "ab", "v1"), "state.json": FileRecord(5, "cd")}
MANIFEST = Manifest("demo/trial-1", 20, "2026-01-02T03:04:05Z", None, FILES)


def changed(**changes: object) -> bytes:
    return sealed({**unsealed(render_manifest(MANIFEST)), **changes})


def test_a_manifest_reads_back_as_itself() -> None:
    assert parse_manifest(render_manifest(MANIFEST)) == MANIFEST
    assert MANIFEST.size == 12


@pytest.mark.parametrize("position", range(0, len(render_manifest(MANIFEST)) - 1, 7))
def test_a_changed_byte_is_noticed(position: int) -> None:
    content = bytearray(render_manifest(MANIFEST))
    content[position] ^= 1
    with pytest.raises(ValueError, match=r"checksum|JSON"):
        parse_manifest(bytes(content))


def test_a_newer_format_is_told_from_damage() -> None:
    with pytest.raises(NewerFormatError, match="upgrade training-core"):
        parse_manifest(changed(format=2))


@pytest.mark.parametrize(
    "changes",
    [
        {"step": "20"},
        {"files": {"../x": {"size": 1, "sha256": "a"}}},
        {"files": {"a/b": {"size": 1, "sha256": "a"}}},
        {"files": {".hidden": {"size": 1, "sha256": "a"}}},
        {"files": {"a": {"size": -1, "sha256": "a"}}},
    ],
)
def test_a_sealed_file_that_describes_no_checkpoint_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="does not describe a checkpoint"):
        parse_manifest(changed(**changes))
