"""Check a callback."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from training.core.trainer.callbacks import Callback
from training.errors import UserError
from training.testing.checks.options import odd_options
from training.testing.checks.provider import check_frozen, check_provider, default_options
from training.testing.harness.registration import Given
from training.testing.harness.scratch import scratch_folder
from training.testing.place import place_of
from training.testing.report import Findings

if TYPE_CHECKING:
    from training.testing.harness.fits import FitCase, FitResult

NAME = "kit-callback"
EPOCHS = 12
"""Passes over the data in the fit whose memory is looked at."""
TOLERANCE = 1e-5
"""As of `training.testing.harness.comparison`, which imports torch."""
GROWTH = 16
"""Bytes by which an object may grow between two thirds of that fit."""


def check_callback(
    provider: Any,
    options: Mapping[str, Any] | None = None,
    data: Literal["points", "texts"] = "points",
) -> None:
    """Check a callback: definition, state, memory, fits that are killed, and two ranks.

    Args:
        provider: Subclass of `training.core.trainer.callbacks.Callback`.
        options: Values of its options; by default their defaults.
        data: What the model is trained on: ``points``, by two linear layers; ``texts``, by a
            transformer with embeddings, two blocks and dropout, so that ranks are compared with
            each other and not with one process.

    Raises:
        ConformanceError: It breaks a rule; all that were found are listed.
        ConfigError: `options` cannot be used.
    """
    findings = Findings(f"callback {getattr(provider, '__name__', provider)}")
    if check_provider(findings, provider, Callback):
        given = dict(options or {})
        settings = default_options(provider, given)
        before = repr(settings)
        _check_attributes(findings, provider)
        with findings.guarded(place_of(provider), "when it is made"):
            provider(settings)
        _check_odd_options(findings, provider, given)
        check_frozen(findings, provider, before, settings)
        if not findings:
            with scratch_folder() as folder:
                tolerance = TOLERANCE if data == "points" else math.inf
                _check_fits(findings, provider, _case(provider, given, data), folder, tolerance)
    findings.finish()


def _check_attributes(findings: Findings, provider: Any) -> None:
    findings.expect(
        provider.runs_in in ("all", "main"),
        "callback-attributes",
        place_of(provider, "runs_in"),
        f"`runs_in` is {provider.runs_in!r}.",
    )
    findings.expect(
        isinstance(provider.excludes, tuple),
        "callback-attributes",
        place_of(provider, "excludes"),
        f"`excludes` is {provider.excludes!r}.",
    )


def _check_odd_options(findings: Findings, provider: Any, given: dict[str, Any]) -> None:
    for name, value in odd_options(provider.options, given):
        try:
            provider(provider.options(**{**given, name: value}))
        except (UserError, ValueError):
            continue
        except Exception as error:
            findings.add(
                "options-bounded",
                place_of(provider.options, name),
                f"with `{name}: {value}`: {type(error).__name__}: {error}",
            )


def _case(provider: Any, given: Mapping[str, Any], data: str) -> FitCase:
    from training.testing.harness.fits import FitCase
    from training.testing.harness.texts import texts_case

    case = texts_case() if data == "texts" else FitCase()
    chosen = json.dumps([{NAME: dict(given)}])
    return case.with_(f"training.callbacks={chosen}", given=[Given("callback", NAME, provider)])


def _check_fits(
    findings: Findings, provider: Any, case: FitCase, folder: Path, tolerance: float
) -> None:
    from training.testing.checks.fit import check_fit, result_of
    from training.testing.harness.fits import Session, run_sessions

    place = place_of(provider)
    long = case.with_(f"training.epochs={EPOCHS}", "training.checkpoint.every_steps=8")
    outcome = run_sessions([Session(long, folder / "long", watched=provider)], folder / "output")[0]
    result = result_of(findings, outcome, place, "in a fit")
    if result is None:
        return
    _check_kept(findings, provider, result)
    check_fit(findings, case, place, folder, tolerance=tolerance)


def _check_kept(findings: Findings, provider: Any, result: FitResult) -> None:
    """Find what grows, and what changes without being saved."""
    sizes = result.sizes
    if sizes:
        third = len(sizes) // 3
        early, late = sizes[2 * third] - sizes[third], sizes[-1] - sizes[2 * third]
        findings.expect(
            min(early, late) <= GROWTH,
            "memory",
            place_of(provider),
            f"its attributes hold {sizes[third]} bytes after {third + 1} steps and {sizes[-1]} "
            f"after {len(sizes)}.",
        )
    has_state = provider.state is not Callback.state
    findings.expect(
        has_state or not result.changed,
        "callback-state",
        place_of(provider),
        f"it has no `state`, and `{'`, `'.join(result.changed)}` changes from step to step.",
    )
