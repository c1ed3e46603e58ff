"""Optimizers that each break one rule, and one that breaks none."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from training.config import Section
from training.core.trainer.optimizers import OptimizerFactory


def descent(groups: Any, **methods: Any) -> Any:
    """Return plain gradient descent in which some methods are others."""
    import torch

    class Descent(torch.optim.SGD):
        def step(self, closure: Any = None) -> Any:
            with torch.no_grad():
                for group in self.param_groups:
                    for one in group["params"]:
                        if one.grad is not None:
                            change = methods.get("change", lambda *given: given[1].grad)
                            one.sub_(group["lr"] * change(self, one))

    return Descent(groups)


class RightOptions(Section):
    """Keys of `training.optimizer`."""

    momentum: float = Field(default=0.9, ge=0.0, lt=1.0)
    """Share of the last step that is made again."""


class Right(OptimizerFactory):
    """Gradient descent with momentum."""

    options = RightOptions

    def build(self, groups: Any) -> Any:
        import torch

        return torch.optim.SGD(groups, momentum=self.settings.momentum)


class NoOptimizer(OptimizerFactory):
    """Returns something else."""

    def build(self, groups: Any) -> Any:
        return list(groups)


class DropsParameters(OptimizerFactory):
    """Forgets all groups but the first."""

    def build(self, groups: Any) -> Any:
        return descent([{**groups[0], "params": groups[0]["params"][:1]}])


class HiddenState(OptimizerFactory):
    """Keeps averages in an attribute of the optimizer."""

    def build(self, groups: Any) -> Any:
        averages: dict[int, Any] = {}

        def change(optimizer: Any, one: Any) -> Any:
            old = averages.get(id(one))
            averages[id(one)] = one.grad.clone() if old is None else 0.9 * old + one.grad
            return averages[id(one)]

        return descent(groups, change=change)


class PlainState(OptimizerFactory):
    """Counts steps in a number of Python."""

    def build(self, groups: Any) -> Any:
        def change(optimizer: Any, one: Any) -> Any:
            state = optimizer.state[one]
            state["count"] = state.get("count", 0) + 1
            return one.grad / state["count"]

        return descent(groups, change=change)


class GroupState(OptimizerFactory):
    """Counts steps in the group."""

    def build(self, groups: Any) -> Any:
        def change(optimizer: Any, one: Any) -> Any:
            group = optimizer.param_groups[0]
            group["count"] = group.get("count", 0) + 1
            return one.grad / group["count"] ** 0.1

        return descent(groups, change=change)


class OwnRate(OptimizerFactory):
    """Ignores the rate of the schedule."""

    def build(self, groups: Any) -> Any:
        import torch

        class Stubborn(torch.optim.SGD):
            def step(self, closure: Any = None) -> Any:
                with torch.no_grad():
                    for group in self.param_groups:
                        for one in group["params"]:
                            if one.grad is not None:
                                one.sub_(0.01 * one.grad)

        return Stubborn(groups)


class Ascends(OptimizerFactory):
    """Has the wrong sign."""

    def build(self, groups: Any) -> Any:
        return descent(groups, change=lambda it, one: -one.grad)


class NeedsGradients(OptimizerFactory):
    """Fails on parameters without a gradient."""

    def build(self, groups: Any) -> Any:
        import torch

        class Strict(torch.optim.SGD):
            def step(self, closure: Any = None) -> Any:
                for group in self.param_groups:
                    for one in group["params"]:
                        one.data -= group["lr"] * one.grad

        return Strict(groups)


class NoisyOptions(Section):
    """Keys of `training.optimizer`."""

    scale: float = Field(default=0.01, ge=0.0, le=1.0)
    """Standard deviation of the noise."""


class Noisy(OptimizerFactory):
    """Adds noise from the generator of the rank."""

    options = NoisyOptions

    def build(self, groups: Any) -> Any:
        import torch

        scale = self.settings.scale
        return descent(groups, change=lambda it, one: one.grad + scale * torch.randn_like(one.grad))


class UndocumentedOptions(Section):
    momentum: float = Field(default=0.9, ge=0.0, lt=1.0)


class Undocumented(Right):
    """Has an option without a docstring."""

    options = UndocumentedOptions


class UntypedOptions(Section):
    """Keys of `training.optimizer`."""

    momentum: Any = 0.9
    """Share of the last step that is made again."""


class Untyped(Right):
    """Has an option of any type."""

    options = UntypedOptions


class UnboundedOptions(Section):
    """Keys of `training.optimizer`."""

    momentum: float = 0.9
    """Share of the last step that is made again."""
    period: int = 4
    """Steps after which the step is made smaller."""


class Unbounded(Right):
    """Divides by an option that may be 0."""

    options = UnboundedOptions

    def build(self, groups: Any) -> Any:
        scale = 1 / self.settings.period
        return descent(groups, change=lambda it, one: one.grad * abs(scale))


class SecretOptions(Section):
    """Keys of `training.optimizer`."""

    momentum: float = Field(default=0.9, ge=0.0, lt=1.0)
    """Share of the last step that is made again."""
    api_key: str = ""
    """Key of a service."""


class Secret(Right):
    """Takes a key from the configuration."""

    options = SecretOptions


class OtherOptions(BaseModel):
    """Of pydantic, not of ours."""

    momentum: float = 0.9


class Unsectioned(Right):
    """Has options of another base class."""

    options = OtherOptions  # type: ignore[assignment]


class OtherSignature(Right):
    """Needs an argument that nobody gives."""

    def build(self, groups: Any, model: Any) -> Any:  # type: ignore[override]
        return super().build(groups)


class Abstract(OptimizerFactory):
    """Has no `build`."""


class NoFactory:
    """Derives from nothing."""


class Silent(Right):
    __doc__ = None


def local() -> type:
    class Local(Right):
        """Defined in a function."""

    return Local
