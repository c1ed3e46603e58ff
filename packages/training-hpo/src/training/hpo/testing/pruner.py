"""Check a pruner."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from training.hpo.factories import read_options
from training.hpo.pruners.base import PrunerFactory
from training.testing.checks.options import odd_options
from training.testing.checks.provider import check_frozen, check_provider
from training.testing.place import place_of
from training.testing.report import Findings

CURVES: tuple[tuple[float, ...], ...] = (
    (0.2, 0.4, 0.6, 0.7),
    (0.3, 0.5, 0.6, 0.8),
    (0.1, 0.1, 0.1, 0.1),
    (0.5, math.nan, 0.6, 0.7),
    (0.4, 0.5, 0.7, 0.9),
    (0.0, 0.0, 0.0, 0.0),
)
"""What trials report, one value for each step."""


def check_pruner(provider: Any, options: Mapping[str, Any] | None = None) -> None:
    """Check a pruner: definition, and decisions that can be repeated.

    Args:
        provider: Subclass of `training.hpo.pruners.PrunerFactory`.
        options: Values of its options; by default their defaults.

    Raises:
        ConformanceError: It breaks a rule; all that were found are listed.
        ConfigError: `options` cannot be used.
    """
    findings = Findings(f"pruner {getattr(provider, '__name__', provider)}")
    if check_provider(findings, provider, PrunerFactory):
        given = dict(options or {})
        settings = read_options(provider.options, given, "pruner")
        before = repr(settings)
        _check_decisions(findings, provider, settings)
        for name, value in odd_options(provider.options, given):
            _check_odd(findings, provider, {**given, name: value}, name)
        check_frozen(findings, provider, before, settings)
    findings.finish()


def _check_decisions(findings: Findings, provider: Any, settings: Any) -> None:
    from optuna.pruners import BasePruner

    place = place_of(provider, "build")
    with findings.guarded(place, "in a study of a few trials"):
        made = provider(settings).build()
        if not findings.expect(
            isinstance(made, BasePruner),
            "pruner-builds",
            place,
            f"it returned {type(made).__name__}.",
        ):
            return
        first, second = (decisions(provider(settings)) for _ in range(2))
        findings.expect(
            first == second,
            "pruner-repeatable",
            place,
            f"of the same trials it stopped {_stopped(first)} and {_stopped(second)}.",
        )
        silent = [number for number, one in enumerate(first) if one[0]]
        findings.expect(
            not silent, "pruner-reports", place, "it stopped a trial that had reported nothing."
        )


def decisions(factory: Any) -> list[list[bool]]:
    """Return for each trial whether it was to be stopped: before it reported, and after each step.

    Args:
        factory: Builds the pruner of a study that maximises.
    """
    from training.hpo.optuna import import_optuna, without_remarks

    optuna = import_optuna()
    optuna.logging.disable_default_handler()
    with without_remarks(), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of numpy, about values that are no number
        study = optuna.create_study(
            study_name="kit",
            direction="maximize",
            sampler=optuna.samplers.RandomSampler(seed=1),
            pruner=factory.build(),
        )
        decided = [_decided(study, curve) for curve in CURVES]
    optuna.logging.enable_default_handler()
    return decided


def _decided(study: Any, curve: Sequence[float]) -> list[bool]:
    from optuna.trial import TrialState

    trial = study.ask()
    found = [bool(trial.should_prune())]
    for step, value in enumerate(curve, 1):
        trial.report(value, step)
        found.append(bool(trial.should_prune()))
        if found[-1]:
            study.tell(trial, state=TrialState.PRUNED)
            return found
    study.tell(trial, curve[-1])
    return found


def _stopped(decided: list[list[bool]]) -> list[int]:
    return [number for number, found in enumerate(decided) if found[-1]]


def _check_odd(findings: Findings, provider: Any, values: dict[str, Any], name: str) -> None:
    try:
        decisions(provider(provider.options(**values)))
    except ValueError:
        return
    except Exception as error:
        findings.add(
            "options-bounded",
            place_of(provider.options, name),
            f"with `{name}: {values[name]}`: {type(error).__name__}: {error}",
        )
