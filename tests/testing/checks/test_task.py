"""`check_task` finds each seeded violation and passes what is right."""

from __future__ import annotations

from typing import Any

import pytest

from tests.testing.violations import found
from tests.testing.wrong import tasks
from training.core.data import Dataset, Record
from training.core.tasks.text_classification.task import TextClassification
from training.core.tasks.token_classification.task import TokenClassification
from training.testing import ConformanceError, check_task

WRONG = [
    (tasks.RawErrors, "own-errors"),
    (tasks.Nameless, "error-place"),
    (tasks.OddSchema, "schema-plain"),
    (tasks.OddStrata, "strata"),
    (tasks.NoMetric, "task-attributes"),
]
WRONG_MODELS = [
    (tasks.Flattened, "encode-examples"),
    (tasks.Zero, "length"),
    (tasks.InPlace, "augment-pure"),
    (tasks.OwnChance, "augment-pure"),
    (tasks.Miscounts, "collate-counts"),
    (tasks.Sums, "loss-mean"),
    (tasks.Detached, "loss-scalar"),
    (tasks.Unmasked, "padding"),
    (tasks.FewPredictions, "predictions"),
    (tasks.WrongMerge, "scorer-merge"),
    (tasks.OddNumbers, "metric-reported"),
    (tasks.OddPresent, "present-plain"),
    (tasks.Unreported, "works"),
    (tasks.RandomScore, "repeatable"),
    (tasks.KeepsOutside, "resume-exact"),
]
SMALL = ("model.hidden_size=4", "model.rows=16", "model.layers=1", "model.heads=1")


def lines(number: int) -> list[Record]:
    made = []
    for place in range(number):
        text = "xo" * (place % 4) + ("xx" if place % 2 else "oo")
        made.append(Record({"text": text, "label": "ox"[place % 2]}, f"lines:{place + 1}"))
    return made


DATA = Dataset(lines(8), lines(4), lines(4))
TEXTS = Dataset(
    *(
        [
            Record({"text": f"a {word} film", "label": word}, f"texts:{n}")
            for n, word in enumerate(["good", "bad"] * pairs)
        ]
        for pairs in (4, 2, 2)
    )
)
SPANS = Dataset(
    *(
        [
            Record(
                {
                    "text": f"Ana Ruiz works in {city}",
                    "annotations": [[0, 8, "NAME"], [18, 18 + len(city), "CITY"]],
                },
                f"spans:{n}",
            )
            for n, city in enumerate(["Turin", "Lima"] * pairs)
        ]
        for pairs in (4, 2, 2)
    )
)


@pytest.mark.parametrize(
    ("provider", "rule"), WRONG, ids=[f"{one.__name__}-{rule}" for one, rule in WRONG]
)
def test_a_wrong_task_is_found_with_its_place(provider: type, rule: str) -> None:
    assert found(check_task, provider, DATA, None, SMALL, rule=rule).sentence


@pytest.mark.parametrize(
    ("provider", "rule"), WRONG_MODELS, ids=[f"{one.__name__}-{rule}" for one, rule in WRONG_MODELS]
)
def test_a_wrong_task_model_is_found(provider: type, rule: str) -> None:
    with pytest.raises(ConformanceError) as caught:
        check_task(provider, DATA, None, SMALL)
    assert rule in caught.value.rules, caught.value
    assert "wrong/task" in str(caught.value)


def test_a_right_task_passes() -> None:
    assert check_task(tasks.Right, DATA, {"dropout": 0.1}, SMALL) is None


@pytest.mark.parametrize(
    ("provider", "data"), [(TextClassification, TEXTS), (TokenClassification, SPANS)]
)
def test_the_built_in_tasks_pass(provider: Any, data: Dataset[Record]) -> None:
    settings = [*SMALL, "model.backbone=transformer"]
    assert check_task(provider, data, None, settings) is None


def test_without_records_only_the_definition_is_checked() -> None:
    check_task(tasks.RawErrors)
    with pytest.raises(ConformanceError, match="task-attributes"):
        check_task(tasks.NoMetric)
