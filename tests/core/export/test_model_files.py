from __future__ import annotations

from pathlib import Path

from training.core.export.model_files import CONFIG, WEIGHTS, holds_model


def test_a_model_needs_its_description_and_one_kind_of_weights(tmp_path: Path) -> None:
    for number, name in enumerate(WEIGHTS):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / name).touch()
        assert not holds_model(folder)
        (folder / CONFIG).touch()
        assert holds_model(folder)
    only = tmp_path / "only"
    only.mkdir()
    (only / CONFIG).touch()
    assert not holds_model(only)
    assert not holds_model(tmp_path / "missing")
