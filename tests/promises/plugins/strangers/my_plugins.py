"""An average, an optimizer, a schedule, a loss and a metric by a stranger, from the docs alone."""

from __future__ import annotations

from pydantic import Field

from training.config import Section
from training.core.losses import Loss
from training.core.metrics import ItemMetric
from training.core.plugins import Provider, hookimpl
from training.core.trainer.callbacks import Callback
from training.core.trainer.optimizers import OptimizerFactory
from training.core.trainer.schedules import Schedule


class AverageOptions(Section):
    decay: float = Field(default=0.9, gt=0.0, lt=1.0)
    """Share of the average that stays."""


class Average(Callback):
    options = AverageOptions

    def on_fit_start(self, fit):
        self.average = {name: one.detach().clone() for name, one in fit.model.named_parameters()}

    def on_step_end(self, fit, step):
        for name, one in fit.model.named_parameters():
            self.average[name].lerp_(one.detach(), 1 - self.settings.decay)
        fit.log("head-gap", max(float((self.average[n] - p).abs().max()) for n, p in self.own(fit)))

    def own(self, fit):
        return [(name, one.detach()) for name, one in fit.model.named_parameters()][-2:]

    def evaluation_weights(self, fit):
        return self.average

    def state(self):
        return {"average": self.average}

    def restore(self, state):
        self.average = dict(state["average"])


class SignsOptions(Section):
    beta: float = Field(default=0.9, ge=0.0, lt=1.0)
    """How slowly the averaged gradient changes."""


class Signs(OptimizerFactory):
    options = SignsOptions
    defaults = {"training": {"learning_rate": 1e-3}}

    def build(self, groups):
        import torch

        class SignSteps(torch.optim.Optimizer):
            @torch.no_grad()
            def step(self, closure=None):
                for group in self.param_groups:
                    for one in group["params"]:
                        if one.grad is None:
                            continue
                        memory = self.state[one].setdefault("average", torch.zeros_like(one))
                        memory.lerp_(one.grad, 1 - group["beta"])
                        one.add_(memory / (memory.abs() + 1e-2), alpha=-group["lr"])

        return SignSteps(groups, {"beta": self.settings.beta})


class UpAndDown(Schedule):
    def after_warmup(self, step):
        half = self.share(step)
        return 2 * half if half < 0.5 else 2 * (1 - half)


class HardUnitsOptions(Section):
    gamma: float = Field(default=1.0, ge=0.0)
    """How much less easy units count."""


class HardUnits(Loss):
    options = HardUnitsOptions

    def of_units(self, scores, labels):
        logs = scores.log_softmax(-1).gather(1, labels.unsqueeze(1)).squeeze(1)
        return -((1 - logs.exp() + 1e-6) ** self.settings.gamma) * logs


class MissedOptions(Section):
    empty: float = Field(default=0.0, ge=0.0, le=1.0)
    """Its value where there is nothing to find."""


class Missed(ItemMetric):
    options = MissedOptions
    mode = "min"

    def add(self, gold, predicted):
        self.counts["gold"] += len(gold)
        self.counts["missed"] += len(set(gold) - set(predicted))

    def value(self):
        gold = self.counts["gold"]
        return self.counts["missed"] / gold if gold else self.settings.empty


@hookimpl
def register_metrics():
    return [Provider("missed", "my_plugins:Missed", "Share of the items that are missed")]


@hookimpl
def register_callbacks():
    return [Provider("average", "my_plugins:Average", "An average of the weights")]


@hookimpl
def register_optimizers():
    return [Provider("signs", "my_plugins:Signs", "Soft signs of gradients")]


@hookimpl
def register_schedules():
    return [Provider("up-and-down", "my_plugins:UpAndDown", "Up, then down")]


@hookimpl
def register_losses():
    return [Provider("hard-units", "my_plugins:HardUnits", "Easy units count less")]


@hookimpl
def on_fit_start(plan):
    """Without dropout two ranks see what one sees."""
    for module in plan.task_model.model.modules():
        if hasattr(module, "p"):
            module.p = 0.0
