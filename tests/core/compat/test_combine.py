from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.core.compat.combine import combine_datasets
from training.errors import ConfigError


def write(path: Path, *texts: str) -> Path:
    path.write_text("".join(json.dumps({"text": one, "annotations": []}) + "\n" for one in texts))
    return path


@pytest.fixture
def rounds(tmp_path: Path) -> tuple[Path, Path]:
    old = write(tmp_path / "old.jsonl", *(f"old {number}" for number in range(10)))
    return old, write(tmp_path / "new.jsonl", *(f"new {number}" for number in range(10)))


def texts(items: list[dict[str, str]]) -> list[str]:
    return [one["text"] for one in items]


def test_append_puts_the_new_documents_after_the_old(rounds: tuple[Path, Path]) -> None:
    joined = combine_datasets(*rounds, strategy="append", validation_ratio=0)
    expected = [f"{name} {number}" for name in ("old", "new") for number in range(10)]
    assert texts(joined["train"]) == expected
    assert joined["validation"] == []


def test_combined_shuffles_and_holds_out_a_share_that_is_in_no_other_part(
    rounds: tuple[Path, Path],
) -> None:
    joined = combine_datasets(*rounds, validation_ratio=0.25, random_seed=3)
    train, held = texts(joined["train"]), texts(joined["validation"])
    assert len(held) == 5
    assert len({*train, *held}) == 20
    assert train != sorted(train)
    assert joined == combine_datasets(*rounds, validation_ratio=0.25, random_seed=3)
    assert joined != combine_datasets(*rounds, validation_ratio=0.25, random_seed=4)


def test_a_small_share_still_holds_out_one_document(rounds: tuple[Path, Path]) -> None:
    joined = combine_datasets(*rounds, strategy="append", validation_ratio=0.01)
    assert (len(joined["train"]), len(joined["validation"])) == (19, 1)


def test_new_only_needs_no_old_dataset(rounds: tuple[Path, Path]) -> None:
    joined = combine_datasets(None, rounds[1], strategy="new_only")
    assert len(joined["train"]) == 10


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"strategy": "apend"}, "Did you mean `append`"),
        ({"validation_ratio": 1.0}, "validation_ratio=1.0"),
        ({"old_dataset_path": None}, "needs the old dataset"),
    ],
)
def test_mistakes_are_named(
    rounds: tuple[Path, Path], changes: dict[str, object], words: str
) -> None:
    given = {"old_dataset_path": rounds[0], "new_dataset_path": rounds[1], **changes}
    with pytest.raises(ConfigError, match=words):
        combine_datasets(**given)  # type: ignore[arg-type]
