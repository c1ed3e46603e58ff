"""Check a loss."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from training.core.losses import Loss
from training.testing.checks.options import check_odd_options
from training.testing.checks.provider import check_frozen, check_provider, default_options
from training.testing.harness.registration import Given
from training.testing.harness.scratch import scratch_folder
from training.testing.place import place_of
from training.testing.report import Findings

NAME = "kit-loss"
CLASSES = ("O", "PERSON", "ORG")
UNITS = 12
CLOSE = 1e-5


def check_loss(provider: Any, options: Mapping[str, Any] | None = None) -> None:
    """Check a loss: definition, one number for each unit, fits that are killed, and two ranks.

    Args:
        provider: Subclass of `training.core.losses.Loss`.
        options: Values of its options; by default their defaults.

    Raises:
        ConformanceError: It breaks a rule; all that were found are listed.
        ConfigError: `options` cannot be used.
    """
    findings = Findings(f"loss {getattr(provider, '__name__', provider)}")
    if check_provider(findings, provider, Loss):
        given = dict(options or {})
        settings = default_options(provider, given)
        before = repr(settings)
        with findings.guarded(place_of(provider, "of_units"), "with scores of 12 units"):
            _check_units(findings, provider(settings, CLASSES), provider)
        check_odd_options(
            findings,
            provider,
            given,
            lambda settings: provider(settings, CLASSES).of_units(*_units()),
        )
        check_frozen(findings, provider, before, settings)
        if not findings:
            _check_fit(findings, provider, given)
    findings.finish()


def _check_units(findings: Findings, loss: Loss, provider: Any) -> None:
    from training.core.io.torch import torch

    place = place_of(provider, "of_units")
    scores, labels = _units()
    scores.requires_grad_(True)
    found = loss.of_units(scores, labels)
    shape = getattr(found, "shape", None)
    if not findings.expect(
        shape == (UNITS,),
        "loss-units",
        place,
        f"of {UNITS} units it returned {type(found).__name__} of shape {shape}.",
    ):
        return
    found.sum().backward()  # type: ignore[no-untyped-call]
    has_gradient = scores.grad is not None and bool(torch.isfinite(scores.grad).all())
    findings.expect(
        bool(torch.isfinite(found).all()) and has_gradient,
        "finite",
        place,
        "its values or gradients are not finite.",
    )
    with torch.no_grad():
        whole = loss.of_units(scores, labels)
        alone = torch.cat(
            [loss.of_units(scores[n : n + 1], labels[n : n + 1]) for n in range(UNITS)]
        )
        large = loss.of_units(scores * 1000.0, labels)
    findings.expect(
        bool(torch.allclose(whole, alone, rtol=CLOSE, atol=CLOSE)),
        "loss-alone",
        place,
        "computed alone, a unit has another loss.",
    )
    findings.expect(
        bool(torch.isfinite(large).all()), "finite", place, "of scores of 1000 it is not finite."
    )
    findings.expect(
        bool(torch.equal(whole, loss.of_units(scores, labels))),
        "repeatable",
        place,
        "called again with the same scores, it returned other numbers.",
    )


def _units() -> Any:
    from training.core.io.torch import torch

    chance = torch.Generator().manual_seed(3)
    scores = torch.randn(UNITS, len(CLASSES), generator=chance)
    return scores, torch.arange(UNITS) % len(CLASSES)


def _check_fit(findings: Findings, provider: Any, given: dict[str, Any]) -> None:
    from training.testing.checks.fit import check_fit
    from training.testing.harness.texts import texts_case

    case = texts_case().with_(
        f"task.loss={json.dumps({'name': NAME, **given})}",
        given=[Given("loss", NAME, provider)],
    )
    with scratch_folder() as folder:
        check_fit(findings, case, place_of(provider), folder, in_ranks=False)
