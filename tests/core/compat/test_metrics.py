from __future__ import annotations

import subprocess
import sys

import pytest

from training.core.metrics import (
    compute_f1_for_label,
    compute_metrics,
    compute_per_entity_metrics,
    compute_token_macro_f1,
)
from training.errors import DataError


@pytest.mark.parametrize(
    ("true", "predicted", "f1"),
    [
        (["PER", "PER", "O"], ["PER", "PER", "O"], 1.0),
        (["PER", "PER", "O"], ["O", "O", "O"], 0.0),
        (["PER", "PER", "O", "ORG"], ["PER", "O", "PER", "ORG"], 0.5),
        (["O", "O"], ["PER", "PER"], 0.0),
        (["O"], ["O"], 0.0),
        ([], [], 0.0),
    ],
)
def test_f1_of_one_tag(true: list[str], predicted: list[str], f1: float) -> None:
    assert compute_f1_for_label("PER", true, predicted) == f1


def test_token_macro_f1_averages_over_true_tags_with_outside_among_them() -> None:
    true = [["PER", "PER", "PER", "PER", "O", "ORG"]]
    predicted = [["PER", "PER", "O", "O", "O", "ORG"]]
    assert compute_token_macro_f1(true, predicted) == pytest.approx((2 / 3 + 1 / 2 + 1) / 3)


def test_a_true_tag_without_a_prediction_is_missed() -> None:
    assert compute_token_macro_f1([["PER", "ORG"]], [[]]) == 0.0
    assert compute_token_macro_f1([["PER"], ["PER"]], [["PER"]]) == pytest.approx(2 / 3)


def test_predictions_beyond_the_true_tags_are_passed_over() -> None:
    assert compute_token_macro_f1([[]], [["PER"]]) == 0.0
    assert compute_token_macro_f1([["O"]], [["O", "PER"], ["PER"]]) == 1.0


def test_the_old_keys_and_their_meaning() -> None:
    true = [["B-PER", "I-PER", "O"], ["B-ORG", "O", "B-ORG"]]
    predicted = [["B-PER", "O", "O"], ["B-ORG", "O", "B-ORG"]]
    assert compute_metrics(true, predicted, avg_loss=1) == {
        "macro-f1": pytest.approx((1 + 0 + 4 / 5 + 1) / 4),
        "macro-f1-span": pytest.approx(2 / 3),
        "loss": 1.0,
        "per_entity": {
            "ORG": {"precision": 1.0, "recall": 1.0, "f1": 1.0, "support": 2},
            "PER": {"precision": 0.0, "recall": 0.0, "f1": 0.0, "support": 1},
        },
    }


def test_labels_without_marks_are_entities_of_neighbouring_words() -> None:
    true = [["SKILL", "SKILL", "O", "ORG", "BIRTH"]]
    predicted = [["SKILL", "SKILL", "O", "ORG", "O"]]
    metrics = compute_metrics(true, predicted, 0.0)
    assert metrics["macro-f1-span"] == pytest.approx(4 / 5)
    assert {label: row["support"] for label, row in metrics["per_entity"].items()} == {
        "BIRTH": 1,
        "ORG": 1,
        "SKILL": 1,
    }


def test_without_sentences_or_entities_numbers_are_plain_floats() -> None:
    assert compute_metrics([], [], 0.1) == {"macro-f1": 0.0, "macro-f1-span": 0.0, "loss": 0.1}
    assert compute_metrics([["O"]], [["O"]], 0) == {
        "macro-f1": 1.0,
        "macro-f1-span": 0.0,
        "loss": 0.0,
    }
    assert all(type(one) is float for one in compute_metrics([["O"]], [["O"]], 0).values())
    assert compute_per_entity_metrics([], []) == {}


def test_entities_need_a_prediction_for_every_word() -> None:
    with pytest.raises(DataError, match="Sentence 1 has 2 true tags and 1 predicted"):
        compute_metrics([["B-PER", "O"]], [["B-PER"]], 0.0)


def test_metrics_are_computed_without_torch_or_seqeval() -> None:
    program = (
        "import sys; from training.core import metrics;"
        "metrics.compute_metrics([['B-A']], [['B-A']], 0.0);"
        "print(sorted({'torch', 'seqeval', 'sklearn', 'transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")
