from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import TINY, Cli

TASK = "--set=task.name=text-classification"
WORDS = {"good": ("lovely", "superb", "warm"), "bad": ("awful", "dull", "weak")}
LINES = b"""The cast was superb and superb again.
{"text": "The cast was dull and dull again."}
"""


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    things = ("film", "plot", "cast", "music", "script", "ending", "poster")
    items = [
        {"text": f"The {thing} was {word} and {word} again.", "label": label}
        for thing in things
        for label, words in WORDS.items()
        for word in words
    ]
    path = tmp_path / "reviews.jsonl"
    path.write_text("".join(json.dumps(item) + "\n" for item in items))
    return path


def test_texts_are_classified_from_training_to_prediction(
    cli: Cli, reviews: Path, tmp_path: Path
) -> None:
    learning = ["training.epochs=12", "training.learning_rate=0.02", "model.rows=1024"]
    asked = [*TINY, TASK, *(f"--set={key}" for key in learning)]
    trained = cli("train", "--data", reviews, "-o", tmp_path / "runs", *asked)
    assert trained.code == 0, trained.err
    assert "macro-f1" in trained.out
    assert "support" in trained.out
    (run,) = (tmp_path / "runs").glob("run-*")

    scored = cli("evaluate", run, "--data", reviews, "--json")
    metrics = json.loads(scored.out)["metrics"]
    assert metrics["accuracy"] == metrics["micro-f1"] > 0.9
    assert set(metrics["per_label"]) == set(WORDS)

    found = cli("predict", run, "--json", "-", stdin=LINES)
    first, second = map(json.loads, found.out.splitlines())
    assert (first["label"], second["label"]) == ("good", "bad")
    assert sum(first["scores"].values()) == pytest.approx(1.0, abs=1e-4)

    shown = cli("predict", run, "The plot was warm\nand warm again\x1b[31m").out
    assert re.fullmatch(
        r"(good|bad )  [01]\.\d\d  The plot was warm and warm again\\x1b\[31m\n", shown
    )


def test_data_without_labels_is_refused_before_anything_is_written(
    cli: Cli, tmp_path: Path
) -> None:
    refused = cli("train", TASK, "-o", tmp_path / "runs", *TINY)
    assert refused.code == 2
    assert 'has no label; expected {"text": "…", "label": "LABEL"}' in refused.err
    assert not (tmp_path / "runs").exists()
