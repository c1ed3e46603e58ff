"""Checksums of a folder of columns are compared when something in it has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.core.data.cache import columns
from training.core.data.cache.columns import require_sums, sums_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "train").mkdir()
    (tmp_path / "train" / "features.bin").write_bytes(b"12345678")
    (tmp_path / "note.json").write_text("{}")
    return tmp_path


def expected(folder: Path) -> dict[str, str]:
    return {name: one for name, one in sums_of(folder).items() if name != "note.json"}


def test_files_are_read_once_while_they_stay_as_they_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sums, read = expected(folder), list[Path]()

    def noted(place: Path) -> dict[str, str]:
        read.append(place)
        return sums_of(place)

    monkeypatch.setattr(columns, "sums_of", noted)
    require_sums(folder, sums, ("note.json",))
    require_sums(folder, sums, ("note.json",))
    (folder / "note.json").write_text("a longer note")
    require_sums(folder, sums, ("note.json",))
    assert read == [folder]
    (folder / "train" / "features.bin").write_bytes(b"123456789")
    with pytest.raises(ValueError, match=r"train/features\.bin is not what was written"):
        require_sums(folder, sums, ("note.json",))
    assert read == [folder] * 2


def test_a_missing_file_and_a_new_one_are_named(folder: Path) -> None:
    sums = expected(folder)
    (folder / "more.bin").write_bytes(b"1")
    with pytest.raises(ValueError, match=r"^more\.bin was added$"):
        require_sums(folder, sums, ("note.json",))
    (folder / "more.bin").unlink()
    (folder / "train" / "features.bin").unlink()
    with pytest.raises(ValueError, match=r"train/features\.bin is not what was written"):
        require_sums(folder, sums, ("note.json",))
