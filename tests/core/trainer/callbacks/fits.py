"""Whole fits of a tiny model with callbacks, which can be broken off and continued."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch

from tests.core.tiny import TinyTaskModel, examples
from training.config import CheckpointConfig, TrainingConfig
from training.core.checkpoints import CheckpointStore
from training.core.processes.signals import Interruption
from training.core.tasks.task import Metric
from training.core.tasks.task_model import Batch, TaskModel
from training.core.trainer.best_weights import Best
from training.core.trainer.callbacks.build import learning_rate_factor
from training.core.trainer.callbacks.callback import Callback
from training.core.trainer.callbacks.dispatch.callback_list import CallbackList
from training.core.trainer.callbacks.dispatch.calls import NamedCallback
from training.core.trainer.checkpointing import Ending, Saving, resume
from training.core.trainer.fit import Fit
from training.core.trainer.loop_setup import build_loop
from training.core.trainer.observers.observer import FitPlan, Observer, Step
from training.core.trainer.observers.observer_list import ObserverList

CPU = torch.device("cpu")
DATA = examples(24)
BATCHES = 4
Callbacks = Sequence[tuple[str, Callback]]


class BrokenOffError(Exception):
    """The fit was broken off on purpose."""


class BreakOff(Observer):
    """Raises at a step."""

    def __init__(self, step: int | None) -> None:
        self._step = step
        self.steps: list[Step] = []
        self.evaluations: list[dict[str, Any]] = []

    def on_step_end(self, step: Step) -> None:
        self.steps.append(step)
        if step.number == self._step:
            raise BrokenOffError

    def on_evaluation(self, evaluation: Any) -> None:
        self.evaluations.append(dict(evaluation.metrics))


class TinyFit:
    """A fit of 3 epochs of 4 batches, with dropout, an evaluation after each epoch.

    Args:
        folder: Where checkpoints go, one after each step.
        callbacks: Names and callbacks, new ones.
        fail_at: Step after which it is broken off.
        model: Makes what is trained; by default a tiny one.
    """

    def __init__(
        self,
        folder: Path,
        callbacks: Callbacks,
        fail_at: int | None = None,
        model: Callable[[], TaskModel] | None = None,
        **settings: Any,
    ) -> None:
        torch.manual_seed(0)
        self.task_model = TinyTaskModel(dropout=0.2) if model is None else model()
        config = TrainingConfig(learning_rate=0.05, **settings)
        named = [NamedCallback(name, one, "a test") for name, one in callbacks]
        plan = FitPlan(self.task_model, folder, "cpu", 3, BATCHES, 1, {"train": 24})
        self.loop = build_loop(
            self.task_model,
            config,
            plan.total_steps,
            CPU,
            lambda places: self.task_model.collate([DATA[place] for place in places]),
            rate_factor=learning_rate_factor(named),
        )
        self.callbacks = CallbackList(named, self.loop, plan, seed=7)
        self.loop.callbacks = self.callbacks or None
        self.observer = BreakOff(fail_at)
        self.store = CheckpointStore(folder / "checkpoints", "fit", 50)
        self.ending = Ending()
        self.config = config

    def run(self) -> TinyFit:
        """Fit, from the newest checkpoint if there is one."""
        with self.callbacks.told_of_failure():
            return self._run()

    def _run(self) -> TinyFit:
        self.callbacks.on_fit_start()
        restored, best = self.store.newest_good(), Best()
        if restored is not None:
            best = resume(restored, self.loop, self.observer, self.callbacks, self.ending)
        fit = Fit(
            loop=self.loop,
            config=self.config,
            batches=self._batches,
            epoch_batches=BATCHES,
            total_steps=self.callbacks.plan.total_steps,
            evaluate=self._evaluate,
            metric=Metric("loss", "min"),
            observer=ObserverList([self.observer]),
            callbacks=self.callbacks,
            saving=Saving(self.store, CheckpointConfig(every_steps=1)),
            interruption=Interruption(),
            best=best,
            ending=self.ending,
        )
        self.best = fit.run()
        return self

    def _batches(self, epoch: int, position: int) -> Iterable[Batch]:
        for number in range(position, BATCHES):
            yield self.task_model.collate(DATA[6 * number : 6 * number + 6])

    def _evaluate(self) -> dict[str, Any]:
        self.task_model.model.eval()
        with torch.no_grad():
            batch = self.task_model.collate(DATA)
            loss = self.task_model.loss(self.task_model.model(batch.tensors), batch)
        return {"loss": float(loss)}

    def values(self) -> dict[str, torch.Tensor]:
        """Return the values of the model, and the optimizer's state."""
        model = self.task_model.model
        state = {
            f"{name} {key}": value.clone()
            for name, parameter in model.named_parameters()
            for key, value in self.loop.optimizer.state.get(parameter, {}).items()
        }
        return {**{name: one.clone() for name, one in model.state_dict().items()}, **state}


def broken_off(folder: Path, make: Callable[[], Callbacks], step: int, **settings: Any) -> TinyFit:
    """Return a fit that was broken off after a step and continued by a new one."""
    with suppress(BrokenOffError):
        TinyFit(folder, make(), fail_at=step, **settings).run()
    return TinyFit(folder, make(), **settings).run()


def same(one: TinyFit, other: TinyFit) -> bool:
    """Return whether two fits came to the same values, bit for bit."""
    first, second = one.values(), other.values()
    return first.keys() == second.keys() and all(
        torch.equal(first[name], second[name]) for name in first
    )
