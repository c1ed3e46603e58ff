"""Check a schedule of the learning rate."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from training.core.trainer.schedules import Schedule
from training.testing.checks.options import odd_options
from training.testing.checks.provider import check_frozen, check_provider, default_options
from training.testing.harness.registration import Given
from training.testing.harness.scratch import scratch_folder
from training.testing.place import place_of
from training.testing.report import Findings

NAME = "kit-schedule"
LENGTHS = ((0, 1), (0, 10), (3, 10), (10, 10), (0, 1000))
"""Steps of the warm-up and of the whole fit."""
EVALUATIONS = (True, False, False, False, True, False)


def check_schedule(provider: Any, options: Mapping[str, Any] | None = None) -> None:
    """Check a schedule: definition, factors of short and long fits, state, and killed fits.

    Args:
        provider: Subclass of `training.core.trainer.schedules.Schedule`.
        options: Values of its options; by default their defaults.

    Raises:
        ConformanceError: It breaks a rule; all that were found are listed.
        ConfigError: `options` cannot be used.
    """
    findings = Findings(f"schedule {getattr(provider, '__name__', provider)}")
    if check_provider(findings, provider, Schedule):
        given = dict(options or {})
        settings = default_options(provider, given)
        before = repr(settings)
        for warmup, total in LENGTHS:
            _check_factors(findings, provider, settings, warmup, total)
        _check_state(findings, provider, settings)
        _check_odd_options(findings, provider, given)
        check_frozen(findings, provider, before, settings)
        if not findings:
            _check_fit(findings, provider, given)
    findings.finish()


def _check_factors(
    findings: Findings, provider: Any, settings: Any, warmup: int, total: int
) -> None:
    place = place_of(provider, "after_warmup")
    with findings.guarded(place, f"with {total} steps, {warmup} of them warm-up"):
        schedule = provider(settings, warmup, total)
        steps = range(min(total, 50) + 1)
        factors = [schedule(step) for step in (*steps, total)]
        wrong = next((one for one in factors if not _is_factor(one)), None)
        findings.expect(
            wrong is None,
            "schedule-factor",
            place,
            f"with {total} steps, {warmup} of them warm-up, it returned {wrong!r}.",
        )
        again = [schedule(step) for step in reversed((*steps, total))]
        fresh = provider(settings, warmup, total)
        findings.expect(
            again[::-1] == factors == [fresh(step) for step in (*steps, total)],
            "schedule-pure",
            place,
            "called again, it returned another factor for the same step.",
        )


def _is_factor(value: Any) -> bool:
    return isinstance(value, (int, float)) and math.isfinite(value) and value >= 0.0


def _check_state(findings: Findings, provider: Any, settings: Any) -> None:
    place = place_of(provider, "state")
    with findings.guarded(place, "with evaluations"):
        schedule = provider(settings, 2, 20)
        for is_best in EVALUATIONS:
            schedule.on_evaluation(is_best)
        state = schedule.state()
        if not _is_plain(state):
            findings.add("state-plain", place, f"it is {state!r}.")
            return
        restored = provider(settings, 2, 20)
        if state:
            restored.restore(json.loads(json.dumps(state)))
        _compare(findings, schedule, restored, place)


def _compare(findings: Findings, schedule: Any, restored: Any, place: str) -> None:
    """Compare a schedule with one that was restored, now and after further evaluations."""
    for is_best in (None, False, False, False):
        if is_best is not None:
            schedule.on_evaluation(is_best)
            restored.on_evaluation(is_best)
        factors = [[one(step) for step in range(20)] for one in (schedule, restored)]
        findings.expect(
            factors[0] == factors[1] and schedule.state() == restored.state(),
            "state-restores",
            place,
            "restored from its state after some evaluations, it returns other factors.",
        )


def _is_plain(state: Any) -> bool:
    try:
        return isinstance(state, dict) and json.loads(json.dumps(state)) == state
    except (TypeError, ValueError):
        return False


def _check_odd_options(findings: Findings, provider: Any, given: dict[str, Any]) -> None:
    for name, value in odd_options(provider.options, given):
        try:
            schedule = provider(provider.options(**{**given, name: value}), 2, 20)
            factors = [schedule(step) for step in range(21)]
        except ValueError:
            continue
        except Exception as error:
            found = f"{type(error).__name__}: {error}"
        else:
            if all(map(_is_factor, factors)):
                continue
            found = "it returned a factor that is negative or not finite."
        findings.add(
            "options-bounded",
            place_of(provider.options, name),
            f"with `{name}: {value}`: {found}",
        )


def _check_fit(findings: Findings, provider: Any, given: dict[str, Any]) -> None:
    from training.testing.checks.fit import check_fit
    from training.testing.harness.fits import FitCase
    from training.testing.harness.settings import as_settings

    case = FitCase().with_(
        f"training.schedule={NAME}",
        "training.evaluate_every_steps=1",
        *as_settings("training.schedule_options", given),
        given=[Given("schedule", NAME, provider)],
    )
    with scratch_folder() as folder:
        check_fit(findings, case, place_of(provider), folder, in_ranks=False)
