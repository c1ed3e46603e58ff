from __future__ import annotations

import signal
from pathlib import Path

import pytest
import torch
from torch.nn.functional import cross_entropy, kl_div

from training.core.data import Dataset, Record
from training.core.losses.loss import Targets
from training.core.losses.r_drop import RDrop, RDropOptions
from training.core.run_config.resolve import resolve_run_config
from training.core.trainer.observers.observer import Observer, Step
from training.core.trainer.train import train

FIRST = torch.tensor([[2.0, 0.0, 1.0], [0.0, 1.0, 3.0]])
SECOND = torch.tensor([[1.0, 0.5, 1.0], [0.0, 2.0, 2.0]])
LABELS = torch.tensor([0, 2])


def test_it_is_the_formula_of_the_paper_halved() -> None:
    loss = RDrop(RDropOptions(alpha=3.0), "abc")
    logs = [scores.log_softmax(-1) for scores in (FIRST, SECOND)]
    apart = [kl_div(a, b, reduction="sum", log_target=True) for a, b in (logs, reversed(logs))]
    likelihoods = [cross_entropy(scores, LABELS, reduction="sum") for scores in (FIRST, SECOND)]
    found = loss.training_total([FIRST, SECOND], Targets(LABELS))
    assert found.item() == pytest.approx((sum(likelihoods) / 2 + 3 * sum(apart) / 2).item())


def test_an_evaluation_reports_the_cross_entropy() -> None:
    found = RDrop(RDropOptions(), "abc").total(FIRST, Targets(LABELS))
    assert torch.equal(found, cross_entropy(FIRST, LABELS, reduction="sum"))


def test_equal_passes_add_nothing() -> None:
    found = RDrop(RDropOptions(), "abc").training_total([FIRST, FIRST], Targets(LABELS))
    assert torch.allclose(found, cross_entropy(FIRST, LABELS, reduction="sum"))


class Stop(Observer):
    def on_step_end(self, step: Step) -> None:
        if step.number == 3:
            signal.raise_signal(signal.SIGINT)


def test_a_stopped_run_continues_bit_for_bit(tmp_path: Path) -> None:
    given = [
        "task.loss.name=r-drop",
        "task.dropout=0.5",
        "model.hidden_size=8",
        "model.rows=64",
        "training.epochs=2",
        "training.batch_size=4",
        "training.threads=1",
        f"output_dir={tmp_path}",
    ]
    config = resolve_run_config(overrides=given, environ={}).config
    item = {"text": "Ana works in Turin", "annotations": [[0, 3, "NAME"]]}
    records = [Record(item, str(number)) for number in range(16)]
    data = Dataset(records, records[:2], records[:2])
    for name in ("whole", "stopped"):
        (tmp_path / name).mkdir()
    whole = train(config, dataset=data, directory=tmp_path / "whole").run
    with pytest.raises(KeyboardInterrupt):
        train(config, [Stop()], dataset=data, directory=tmp_path / "stopped")
    continued = train(config, dataset=data, directory=tmp_path / "stopped").run
    first, second = (
        (run.checkpoint / "model.safetensors").read_bytes() for run in (whole, continued)
    )
    assert first == second
