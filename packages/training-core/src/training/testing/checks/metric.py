"""Check a metric."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from numbers import Real
from typing import Any

from training.core.data.documents import Span
from training.core.metrics.item_metric import ItemMetric, Items
from training.testing.checks.options import check_odd_options
from training.testing.checks.provider import check_frozen, check_provider, default_options
from training.testing.harness.registration import Given
from training.testing.harness.scratch import scratch_folder
from training.testing.place import place_of
from training.testing.report import Findings

NAME = "kit-metric"
LABELS = ("ORG", "PERSON")
PERSON, ORG, PLACE = Span(0, 3, "PERSON"), Span(4, 7, "ORG"), Span(8, 12, "PERSON")
SAMPLES = {
    "spans": (
        Items((PERSON, ORG), (PERSON,)),
        Items((), (ORG,)),
        Items((PLACE,), (PLACE,)),
        Items((), ()),
        Items((ORG, PLACE), (Span(4, 7, "PERSON"),)),
    ),
    "labels": (
        Items(("PERSON",), ("PERSON",)),
        Items(("ORG",), ("PERSON",)),
        Items(("ORG",), ("ORG",)),
    ),
}
"""Samples of both kinds of tasks, with what is found, missed and made up."""


def check_metric(provider: Any, options: Mapping[str, Any] | None = None) -> None:
    """Check a metric: definition, finite numbers, parts that are joined, and fits that are killed.

    Args:
        provider: Subclass of `training.core.metrics.ItemMetric`.
        options: Values of its options; by default their defaults.

    Raises:
        ConformanceError: It breaks a rule; all that were found are listed.
        ConfigError: `options` cannot be used.
    """
    findings = Findings(f"metric {getattr(provider, '__name__', provider)}")
    if check_provider(findings, provider, ItemMetric):
        given = dict(options or {})
        settings = default_options(provider, given)
        before = repr(settings)
        for kind, samples in SAMPLES.items():
            with findings.guarded(place_of(provider, "add"), f"with {kind}"):
                _check_values(findings, provider, settings, samples)
        check_odd_options(
            findings,
            provider,
            given,
            lambda settings: _of(provider, settings, SAMPLES["spans"]).value(),
        )
        check_frozen(findings, provider, before, settings)
        if not findings:
            _check_fit(findings, provider, given)
    findings.finish()


def _check_values(
    findings: Findings, provider: Any, settings: Any, samples: tuple[Items, ...]
) -> None:
    place = place_of(provider, "value")
    whole = _of(provider, settings, samples)
    for metric, of in ((provider(settings, LABELS), "nothing"), (whole, "some samples")):
        value = metric.value()
        is_number = isinstance(value, Real) and not isinstance(value, bool)
        if not findings.expect(
            is_number and math.isfinite(value), "finite", place, f"of {of} it returned {value!r}."
        ):
            return
        low, high = provider.range
        findings.expect(
            low <= value <= high,
            "metric-range",
            place,
            f"of {of} it returned {value!r}, and its `range` is {low} to {high}.",
        )
    turned = _of(provider, settings, tuple(reversed(samples)))
    findings.expect(
        _is_close(turned.value(), whole.value()),
        "metric-order",
        place,
        f"of the same samples in another order it is {turned.value()!r}, not {whole.value()!r}.",
    )
    joined = _of(provider, settings, samples[:2])
    joined.merge(_of(provider, settings, samples[2:]).state())
    findings.expect(
        _is_close(joined.value(), whole.value()),
        "metric-joined",
        place_of(provider, "merge"),
        f"of two parts that are merged it is {joined.value()!r}, of the whole {whole.value()!r}.",
    )
    findings.expect(whole.value() == whole.value(), "repeatable", place, "asked twice, it differs.")


def _of(provider: Any, settings: Any, samples: Iterable[Items]) -> ItemMetric:
    metric: ItemMetric = provider(settings, LABELS)
    for gold, predicted in samples:
        metric.add(gold, predicted)
    return metric


def _is_close(value: float, other: float) -> bool:
    return math.isclose(value, other, rel_tol=1e-9, abs_tol=1e-12)


def _check_fit(findings: Findings, provider: Any, given: dict[str, Any]) -> None:
    from training.testing.checks.fit import check_fit
    from training.testing.harness.texts import texts_case

    case = texts_case().with_(
        f"task.metrics=[{json.dumps({NAME: given})}]",
        given=[Given("metric", NAME, provider)],
    )
    with scratch_folder() as folder:
        check_fit(findings, case, place_of(provider), folder, in_ranks=False)
