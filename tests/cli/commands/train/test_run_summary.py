from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from rich.console import Console

from training.cli.commands.train.run_summary import print_summary, sample_input
from training.config import RunConfig
from training.core.trainer.train import TrainingResult


def summary(sample: str | None = None, f1: float = 0.5, mode: str = "max") -> str:
    run = SimpleNamespace(directory=Path("runs/x"), record={"score": {"mode": mode}})
    result = cast(TrainingResult, SimpleNamespace(run=run, best_epoch=1, test={"f1": f1}))
    file = io.StringIO()
    print_summary(Console(file=file, width=200), result, "f1", sample)
    return file.getvalue()


def config(**data: Any) -> RunConfig:
    return RunConfig.model_validate({"data": data})


@pytest.mark.parametrize(
    ("given", "inputs", "told"),
    [
        (config(), "text", 'predict runs/x "Maria Novak joined'),
        (config(path="own.jsonl"), "text", 'predict runs/x "some text"'),
        (config(path="own.csv"), "table", "predict runs/x - < inputs.jsonl  # one JSON object a"),
    ],
)
def test_the_next_command_has_an_input_of_the_kind_the_model_reads(
    given: RunConfig, inputs: str, told: str
) -> None:
    assert told in summary(sample_input(given, inputs))


def test_a_metric_of_0_is_explained_where_higher_is_better() -> None:
    assert "f1 is 0: nothing was predicted correctly" in summary(f1=0.0)
    assert "nothing was" not in summary(f1=0.0, mode="min")
    assert "nothing was" not in summary(f1=0.1)
