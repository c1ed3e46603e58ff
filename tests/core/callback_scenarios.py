"""Scenarios of callbacks in two ranks, imported by the processes of `rank_scenarios`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from training.config import Section
from training.core.trainer.callbacks import Callback
from training.core.trainer.callbacks.dispatch.callback_list import CallbackList
from training.core.trainer.callbacks.dispatch.calls import NamedCallback
from training.core.trainer.callbacks.ema import Ema, EmaOptions

if TYPE_CHECKING:
    from training.core.trainer.fit import Fit


class Nudge(Callback):
    """Moves weights by chance that all ranks share, and by what it keeps."""

    def __init__(self, options: Section) -> None:
        super().__init__(options)
        self.total = 0.0

    def on_step_end(self, fit: Any, step: Any) -> None:
        drawn = torch.rand(1, generator=fit.generator())
        self.total += float(drawn)
        with torch.no_grad():
            fit.model.head.bias += 0.01 * drawn + 0.001 * self.total

    def state(self) -> dict[str, Any]:
        return {"total": self.total}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.total = state["total"]


class NudgeByRank(Callback):
    """Moves weights by the number of the rank."""

    def on_step_end(self, fit: Any, step: Any) -> None:
        if fit.rank == 1:
            with torch.no_grad():
                fit.model.head.bias += 1.0


class GradientByRank(Callback):
    """Changes the gradient of one rank."""

    def before_optimizer_step(self, fit: Any) -> None:
        if fit.rank == 1:
            fit.model.head.weight.grad.neg_()


class StateByRank(Callback):
    """Keeps the number of the rank."""

    def on_fit_start(self, fit: Any) -> None:
        self.rank = fit.rank

    def state(self) -> dict[str, Any]:
        return {"rank": self.rank}


class StopInMain(Callback):
    """Asks in the main rank only for the end, after the third step."""

    runs_in = "main"

    def on_step_end(self, fit: Any, step: Any) -> None:
        if step.number == 3:
            fit.stop("three steps are enough")

    def state(self) -> dict[str, Any]:
        return {"average": torch.ones(3), "clock": 7.0}


class EvaluateInOther(Callback):
    """Asks in the other rank only for an evaluation, before the third step is over."""

    def before_backward(self, fit: Any, loss: Any) -> None:
        if fit.rank == 1 and fit.step == 2:
            fit.evaluate()


Named = Sequence[tuple[str, Callback]]


def with_callbacks(fit: Fit, given: Named) -> Fit:
    """Return a fit with callbacks."""
    named = [NamedCallback(name, one, "a test") for name, one in given]
    plan = fit.callbacks.plan
    fit.callbacks = CallbackList(named, fit.loop, plan, 3)
    fit.loop.callbacks = fit.callbacks
    fit.callbacks.on_fit_start()
    return fit


def good() -> Named:
    """Return callbacks that keep the rules."""
    return [("nudge", Nudge(Section())), ("ema", Ema(EmaOptions(decay=0.5)))]


def outcome(fit: Fit) -> dict[str, Any]:
    """Return what a fit came to."""
    fit.run()
    model = fit.loop.task_model.model
    return {
        "weights": {name: one.clone() for name, one in model.state_dict().items()},
        "states": fit.callbacks.saved()[0],
        "step": fit.loop.state.step,
        "evaluated": fit.best.evaluated_step,
        "stopped_by": fit.ending.stopped_by,
    }


def everything(rank: int, folder: Path) -> dict[str, Any]:
    """Return the results of all scenarios in one of two ranks."""
    from tests.core.rank_scenarios import fit_of, raised

    def fit(name: str, given: Named, **settings: Any) -> Fit:
        made, _ = fit_of(rank, folder / name, evaluate=lambda _: {"f1": 0.5}, **settings)
        return with_callbacks(made, given)

    wrong = {
        "weights": NudgeByRank(Section()),
        "gradient": GradientByRank(Section()),
        "state": StateByRank(Section()),
    }
    return {
        "good": outcome(fit("good", good())),
        **{
            name: raised(fit(name, [*good(), (f"wrong-{name}", one)]).run)
            for name, one in wrong.items()
        },
        "stopped": outcome(fit("stopped", [("stop-in-main", StopInMain(Section()))])),
        "asked": asked(fit("asked", [("asks", EvaluateInOther(Section()))])),
    }


def asked(fit: Fit) -> list[int]:
    """Return the steps at which was evaluated, when nothing else asks for it."""
    steps: list[int] = []

    def evaluate() -> dict[str, Any]:
        steps.append(fit.loop.state.step)
        return {"f1": 0.5}

    fit.evaluate, fit.total_steps = evaluate, 4
    fit.config = fit.config.model_copy(update={"evaluate_every_steps": 99})
    fit.run()
    return steps
