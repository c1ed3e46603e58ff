from __future__ import annotations

import io

from rich.console import Console

from training.cli.terminal.metrics import print_metrics, scalars


def printed(metrics: dict[str, object], first: str = "") -> str:
    console = Console(file=io.StringIO(), width=200)
    print_metrics(console, "test", metrics, first)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_metrics_of_any_task_are_shown() -> None:
    text = printed({"mse": 0.25, "per_column": {"width": {"mse": 0.5}, "height": {"r2": 1}}})
    assert text.splitlines() == [
        "column     mse  r2",
        "width   0.5000",
        "height           1",
        "",
        "test  mse 0.2500",
    ]


def test_the_selecting_metric_comes_first() -> None:
    assert list(scalars({"loss": 1.0, "f1": 0.5}, first="f1")) == ["f1", "loss"]


def test_a_second_name_of_a_metric_is_shown_only_when_it_selects() -> None:
    metrics = {"f1": 0.5, "macro-f1": 0.9, "macro-f1-span": 0.5, "entity-macro-f1": 0.4}
    assert list(scalars(metrics)) == ["f1", "entity-macro-f1"]
    assert printed(metrics) == "test  f1 0.5000  macro f1 0.4000\n"
    assert list(scalars(metrics, first="macro-f1-span")) == [
        "macro-f1-span",
        "f1",
        "entity-macro-f1",
    ]


def test_what_is_reported_in_words_stands_beside_the_numbers() -> None:
    assert printed({"f1": 0.5, "scheme": "conll"}) == "test  (scheme conll)  f1 0.5000\n"


def test_the_macro_f1_of_a_task_without_entities_is_shown() -> None:
    assert printed({"macro-f1": 0.5, "accuracy": 0.6}) == "test  macro-f1 0.5000  accuracy 0.6000\n"
