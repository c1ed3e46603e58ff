"""Everyone hears everything in order; batched observers hear of steps a moment later."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import torch

from training.core.trainer.observers import observer_list
from training.core.trainer.observers.observer import Evaluation, FitPlan, Observer, Step
from training.core.trainer.observers.observer_list import MAX_PENDING, ObserverList


class Heard(Observer):
    def __init__(self, key: str = "heard") -> None:
        self.key = key
        self.told: list[object] = []

    def on_fit_start(self, plan: FitPlan) -> None:
        self.told.append("start")

    def on_step_end(self, step: Step) -> None:
        self.told.append(step.number)

    def on_evaluation(self, evaluation: Evaluation) -> None:
        self.told.append("evaluation")

    def on_fit_end(self, status: str, metrics: Mapping[str, Any]) -> None:
        self.told.append(status)

    def state(self) -> dict[str, Any]:
        return {"steps": [one for one in self.told if isinstance(one, int)]}


class Patient(Heard):
    is_batched = True


class Fails(Observer):
    def on_step_end(self, step: Step) -> None:
        raise KeyboardInterrupt


PLAN = FitPlan(None, Path("run"), "cpu", 1, 8, 10, {"train": 3})
EVALUATION = Evaluation("validation", 1, 3, {}, is_best=True)


def step(number: int, device: str = "cpu") -> Step:
    return Step(number, 1, torch.tensor(0.5, device=device), 0.1, 4, 9)


@pytest.fixture(autouse=True)
def _endless_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observer_list, "DELIVERY_SECONDS", 1e9)


def test_the_others_hear_of_each_step_at_once() -> None:
    prompt, patient = Heard(), Patient("patient")
    everyone = ObserverList([patient, prompt])
    everyone.on_fit_start(PLAN)
    everyone.on_step_end(step(1))
    assert prompt.told == ["start", 1]
    assert patient.told == ["start"]


def test_a_batched_one_hears_the_same_in_the_same_order() -> None:
    prompt, patient = Heard(), Patient("patient")
    everyone = ObserverList([patient, prompt])
    everyone.on_fit_start(PLAN)
    for number in (1, 2, 3):
        everyone.on_step_end(step(number))
    everyone.on_evaluation(EVALUATION)
    everyone.on_step_end(step(4))
    everyone.on_fit_end("completed", {})
    assert patient.told == prompt.told == ["start", 1, 2, 3, "evaluation", 4, "completed"]


def test_a_checkpoint_holds_what_a_batched_one_was_yet_to_hear() -> None:
    everyone = ObserverList([Patient("patient")])
    everyone.on_step_end(step(1))
    assert everyone.state() == {"patient": {"steps": [1]}}


def test_the_step_at_which_another_observer_ends_the_fit_is_reported_too() -> None:
    patient = Patient()
    everyone = ObserverList([Fails(), patient])
    with pytest.raises(KeyboardInterrupt):
        everyone.on_step_end(step(1))
    everyone.on_fit_end("interrupted", {})
    assert patient.told == [1, "interrupted"]


def test_no_more_steps_wait_than_may() -> None:
    patient = Patient()
    everyone = ObserverList([patient])
    for number in range(MAX_PENDING):
        everyone.on_step_end(step(number))
    assert patient.told == list(range(MAX_PENDING))


def test_slow_steps_are_reported_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observer_list, "DELIVERY_SECONDS", 0.01)
    patient = Patient()
    everyone = ObserverList([patient])
    time.sleep(0.02)
    everyone.on_step_end(step(1))
    assert patient.told == [1]


def test_steps_whose_loss_is_on_another_device_are_reported_at_once() -> None:
    patient = Patient()
    everyone = ObserverList([patient])
    everyone.on_step_end(step(1, device="meta"))
    assert patient.told == [1]


class Spoils(Observer):
    def on_fit_start(self, plan: FitPlan) -> None:
        plan.sizes["train"] = 0  # type: ignore[index]

    def on_step_end(self, step: Step) -> None:
        step.loss.fill_(-1.0)

    def on_evaluation(self, evaluation: Evaluation) -> None:
        evaluation.metrics["table"]["row"].append(2)
        evaluation.metrics.clear()  # type: ignore[attr-defined]

    def on_fit_end(self, status: str, metrics: Mapping[str, Any]) -> None:
        metrics["f1"] = 1.0  # type: ignore[index]


@pytest.mark.parametrize("is_batched", [True, False])
def test_what_one_observer_does_to_its_copies_nobody_else_sees(is_batched: bool) -> None:
    spoils, evaluations, sizes = Spoils(), [], []
    spoils.is_batched = is_batched
    other = Heard()
    other.on_evaluation = evaluations.append  # type: ignore[method-assign]
    other.on_fit_start = sizes.append  # type: ignore[method-assign]
    everyone = ObserverList([spoils, other])
    plan = FitPlan(None, Path("run"), "cpu", 1, 8, 10, {"train": 3})
    made, metrics = step(1), {"f1": 0.5, "table": {"row": [1]}}
    everyone.on_fit_start(plan)
    everyone.on_step_end(made)
    everyone.on_evaluation(Evaluation("validation", 1, 3, metrics, is_best=True))
    everyone.on_fit_end("completed", metrics)
    assert metrics == evaluations[0].metrics == {"f1": 0.5, "table": {"row": [1]}}
    assert plan.sizes == sizes[0].sizes == {"train": 3}
    assert float(made.loss) == 0.5
