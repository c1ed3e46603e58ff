from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from training.core.io.checksums import CHUNK, chunked, hash_file, hash_parts


@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1])
def test_files_and_parts_have_the_checksum_of_their_whole_content(
    tmp_path: Path, size: int
) -> None:
    content = bytes(range(251)) * (size // 251 + 1)
    content = content[:size]
    (tmp_path / "a").write_bytes(content)
    expected = sha256(content).hexdigest()
    assert hash_file(tmp_path / "a") == expected
    assert hash_parts([memoryview(content[:7]), memoryview(content[7:])]) == expected


def test_large_parts_are_cut_and_nothing_is_lost() -> None:
    part = memoryview(bytearray(2 * CHUNK + 3))
    assert [len(chunk) for chunk in chunked([part, part[:5]])] == [CHUNK, CHUNK, 3, 5]
