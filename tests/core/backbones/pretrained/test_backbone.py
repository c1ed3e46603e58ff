"""The files of a tokenizer decide what encoded data is found again."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.core.backbones.pretrained.backbone import PretrainedBackbone, PretrainedOptions

pytest.importorskip("huggingface_hub")


def files_of(model: str) -> list[Path]:
    return PretrainedBackbone(PretrainedOptions(name=model)).files()


@pytest.mark.parametrize("name", ["tokenizer.json", "added_tokens.json", "spiece.model"])
def test_every_file_that_cuts_texts_counts(tmp_path: Path, name: str) -> None:
    assert files_of(str(tmp_path)) == []
    (tmp_path / name).write_text("{}")
    assert files_of(str(tmp_path)) == [tmp_path / name]


def test_a_model_of_the_local_cache_counts_by_the_files_of_its_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    model = tmp_path / "models--acme--tiny"
    for revision in ("a" * 40, "b" * 40):
        folder = model / "snapshots" / revision
        folder.mkdir(parents=True)
        (folder / "tokenizer.json").write_text(revision)
        (model / "refs").mkdir(exist_ok=True)
        (model / "refs" / "main").write_text(revision)
        (file,) = files_of("acme/tiny")
        assert file.read_text() == revision


@pytest.mark.parametrize("model", ["a" * 5000, "a\0b", "no/such/model", "//"])
def test_a_name_that_is_no_model_has_no_files(model: str) -> None:
    assert files_of(model) == []
