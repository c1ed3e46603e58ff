from __future__ import annotations

from pathlib import Path

import pytest

from training.core.data.folds.checks import Split
from training.core.data.folds.file import load_fold_splits, save_fold_splits
from training.errors import DataError

SPLITS: list[Split] = [([1, 2], [0]), ([0, 2], [1]), ([0, 1], [2])]


def test_folds_are_read_back_with_what_was_noted(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folds.json"
    save_fold_splits(SPLITS, path, {"seed": 3})
    assert load_fold_splits(path) == (SPLITS, {"seed": 3})
    save_fold_splits(SPLITS[:1], path)
    assert load_fold_splits(path) == (SPLITS[:1], {})


def test_folds_that_could_not_be_loaded_are_not_written(tmp_path: Path) -> None:
    path = tmp_path / "folds.json"
    with pytest.raises(DataError, match="fold 1: index 0 is in both"):
        save_fold_splits([SPLITS[0], ([0, 1], [0])], path)
    assert not path.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "folds.json:1: not valid JSON"),
        ("[]", "no folds in this file"),
        ('{"splits": []}', "`splits`: list should have at least 1 item"),
        ('{"splits": [{"train": [1], "validation": [0.5]}]}', r"fold 0.*`splits\[0\].validation"),
        ('{"splits": [{"train": [1]}]}', "fold 0.*`splits.0..validation`: field required"),
        ('{"splits": [{"train": [1, 1], "validation": [0]}]}', "fold 0, train: index 1 is more"),
        ('{"splits": [{"train": [true], "validation": [0]}]}', "not True"),
        ('{\n"a": 1,\n"a": 2}', "folds.json:3: the key 'a' stands twice"),
    ],
)
def test_a_damaged_file_is_refused_with_place_and_form(
    tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "folds.json"
    path.write_text(text)
    with pytest.raises(DataError, match=words):
        load_fold_splits(path)


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="the folds cannot be written"):
        save_fold_splits(SPLITS, tmp_path / "file" / "folds.json")


@pytest.mark.parametrize(("length", "is_whole"), [(58, True), (59, False)])
def test_what_stands_there_is_shown_up_to_sixty_characters(
    tmp_path: Path, length: int, is_whole: bool
) -> None:
    path = tmp_path / "folds.json"
    text = "x" * length
    path.write_text(f'{{"splits": [{{"train": [1], "validation": ["{text}"]}}]}}')
    with pytest.raises(DataError) as caught:
        load_fold_splits(path)
    assert (f"not '{text}'." in str(caught.value)) is is_whole
    assert ("..." in str(caught.value)) is not is_whole
