"""Check an optimizer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from training.core.trainer.optimizers import OptimizerFactory
from training.testing.checks.options import check_odd_options
from training.testing.checks.provider import check_frozen, check_provider, default_options
from training.testing.harness.registration import Given
from training.testing.harness.scratch import scratch_folder
from training.testing.place import place_of
from training.testing.report import Findings

NAME = "kit-optimizer"
DESCENT = 150
"""Steps in which a simple problem must become smaller."""


def check_optimizer(provider: Any, options: Mapping[str, Any] | None = None) -> None:
    """Check an optimizer: definition, single steps, fits that are killed, and two ranks.

    Args:
        provider: Subclass of `training.core.trainer.optimizers.OptimizerFactory`.
        options: Values of its options; by default their defaults.

    Raises:
        ConformanceError: It breaks a rule; all that were found are listed.
        ConfigError: `options` cannot be used.
    """
    findings = Findings(f"optimizer {getattr(provider, '__name__', provider)}")
    if check_provider(findings, provider, OptimizerFactory):
        given = dict(options or {})
        settings = default_options(provider, given)
        before = repr(settings)
        _check_steps(findings, provider, settings)
        if not findings:
            check_odd_options(
                findings,
                provider,
                given,
                lambda settings: _two_steps(provider, settings),
                (ValueError, NotImplementedError),
            )
        check_frozen(findings, provider, before, settings)
        if not findings:
            _check_fit(findings, provider, given)
    findings.finish()


def _check_steps(findings: Findings, provider: Any, settings: Any) -> None:
    place = place_of(provider, "build")
    with findings.guarded(place, "in steps of a simple problem"):
        problem = Problem(provider, settings)
        if not _check_parameters(findings, problem, place):
            return
        _check_rate(findings, problem, place)
        _check_descent(findings, Problem(provider, settings), place)
        _check_state(findings, Problem(provider, settings), place)
    with findings.guarded(place, "with a parameter that has no gradient"):
        problem = Problem(provider, settings)
        problem.step(unused=True)
        findings.expect(
            not problem.unused_moved, "optimizer-no-gradient", place, "such a parameter moved."
        )


class Problem:
    """Least squares with a matrix and a bias, which an optimizer makes smaller."""

    def __init__(self, provider: Any, settings: Any, rate: float = 0.01) -> None:
        from training.core.io.torch import nn, torch

        chance = torch.Generator().manual_seed(5)
        self._inputs = torch.randn(16, 4, generator=chance)
        self._targets = self._inputs @ torch.randn(4, 3, generator=chance) + 1.0
        self.model = nn.Linear(4, 3)
        with torch.no_grad():
            for one in self.model.parameters():
                one.copy_(torch.randn(one.shape, generator=chance) * 0.1)
        self.unused = nn.Parameter(torch.ones(2, 2))
        self._start = self.unused.detach().clone()
        factory = provider(settings)
        self.needs_closure = factory.needs_closure
        kinds: dict[str, list[Any]] = {}
        for name, parameter in self.model.named_parameters():
            kinds.setdefault(factory.kind_of(name, parameter, self.model), []).append(parameter)
        kinds.setdefault(factory.kind_of("unused", self.unused, self.model), []).append(self.unused)
        self.groups: list[dict[str, Any]] = [
            {"params": members, "lr": rate, "weight_decay": 0.0, "kind": kind}
            for kind, members in kinds.items()
        ]
        self.optimizer = factory.build([dict(one) for one in self.groups])

    def loss(self) -> Any:
        """Return the mean squared error."""
        return ((self.model(self._inputs) - self._targets) ** 2).mean()

    def step(self, rate: float | None = None, unused: bool = False) -> None:
        """Make a step, at another rate if one is given."""
        from training.core.io.torch import torch

        if rate is not None:
            for group in self.optimizer.param_groups:
                group["lr"] = rate

        def closure() -> Any:
            self.optimizer.zero_grad(set_to_none=True)
            with torch.enable_grad():
                loss = self.loss()
                (loss if unused else loss + (self.unused**2).sum()).backward()
            return loss

        if self.needs_closure:
            self.optimizer.step(closure)
        else:
            closure()
            self.optimizer.step()

    @property
    def unused_moved(self) -> bool:
        """Whether the parameter without a gradient was changed."""
        return not bool((self.unused == self._start).all())


def _check_parameters(findings: Findings, problem: Problem, place: str) -> bool:
    from training.core.io.torch import torch

    optimizer = problem.optimizer
    if not findings.expect(
        isinstance(optimizer, torch.optim.Optimizer),
        "optimizer-parameters",
        place,
        f"it returned {type(optimizer).__name__}.",
    ):
        return False
    held = [id(one) for group in optimizer.param_groups for one in group["params"]]
    given = [id(one) for group in problem.groups for one in group["params"]]
    return findings.expect(
        sorted(held) == sorted(given),
        "optimizer-parameters",
        place,
        f"it holds {len(set(held) & set(given))} of {len(given)} parameters, {len(held)} in all.",
    )


def _check_rate(findings: Findings, problem: Problem, place: str) -> None:
    before = [one.detach().clone() for one in problem.model.parameters()]
    for _ in range(3):
        problem.step(rate=0.0)
    moved = any(bool((one != old).any()) for one, old in zip(problem.model.parameters(), before))
    findings.expect(not moved, "optimizer-rate", place, "weights changed in a step at rate 0.")


def _check_descent(findings: Findings, problem: Problem, place: str) -> None:
    start = float(problem.loss().detach())
    for _ in range(DESCENT):
        problem.step()
    end = float(problem.loss().detach())
    findings.expect(
        end < start,
        "optimizer-descends",
        place,
        f"the loss was {start:.4g}, and {end:.4g} after {DESCENT} steps at rate 0.01.",
    )


def _check_state(findings: Findings, problem: Problem, place: str) -> None:
    """Find what the optimizer keeps where no checkpoint looks."""
    from training.core.io.torch import torch

    problem.step()
    before = _numbers(problem.optimizer.param_groups)
    for _ in range(3):
        problem.step()
    plain = {
        str(name)
        for state in problem.optimizer.state.values()
        for name, value in state.items()
        if not isinstance(value, torch.Tensor)
    }
    after = _numbers(problem.optimizer.param_groups)
    changed = {name for (_, name), value in after.items() if before.get((_, name)) != value}
    findings.expect(
        not plain,
        "optimizer-state",
        place,
        f"`{'`, `'.join(sorted(plain))}` in `state` is no tensor.",
    )
    findings.expect(
        not changed,
        "optimizer-state",
        place,
        f"`{'`, `'.join(sorted(changed))}` of a group changes from step to step.",
    )


def _numbers(groups: Sequence[Mapping[str, Any]]) -> dict[tuple[int, str], Any]:
    kinds = (bool, int, float, str, tuple)
    return {
        (number, name): value
        for number, group in enumerate(groups)
        for name, value in group.items()
        if isinstance(value, kinds) and name != "train_mode"
    }


def _two_steps(provider: Any, settings: Any) -> None:
    problem = Problem(provider, settings)
    for _ in range(2):
        problem.step()


def _check_fit(findings: Findings, provider: Any, given: dict[str, Any]) -> None:
    from training.testing.checks.fit import check_fit
    from training.testing.harness.fits import FitCase
    from training.testing.harness.settings import as_settings

    case = FitCase().with_(
        f"training.optimizer.name={NAME}",
        *as_settings("training.optimizer", given),
        given=[Given("optimizer", NAME, provider)],
    )
    with scratch_folder() as folder:
        check_fit(findings, case, place_of(provider), folder)
