"""Profiles of the property tests: quick and the same in each run, or long and random by option.

Without an option a property is tried on `QUICK` examples, the same ones in every run. With
`pytest --fuzz-examples 5000` it is tried on 5,000 random ones; a test that sets `max_examples`
itself, because its examples are expensive or cheap, gets more by the same factor. Neither judges
how fast the machine is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

QUICK = 50
OPTION = "--fuzz-examples"
SETTINGS = "_hypothesis_internal_use_settings"
PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("quick", max_examples=QUICK, derandomize=True, **PATIENT)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        OPTION,
        type=int,
        metavar="N",
        help=f"Try each property on N random examples instead of on {QUICK} fixed ones.",
    )


def pytest_configure(config: pytest.Config) -> None:
    examples = config.getoption(OPTION)
    if examples is None:
        settings.load_profile("quick")
        return
    if examples < 1:
        raise pytest.UsageError(f"{OPTION} {examples}: expected a number of examples, at least 1")
    settings.register_profile("long", max_examples=examples, print_blob=True, **PATIENT)
    settings.load_profile("long")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    examples = config.getoption(OPTION)
    if examples is not None:
        for test in _property_tests(items):
            _multiply(test, examples)


def _property_tests(items: Iterable[pytest.Item]) -> list[Any]:
    tests = (getattr(item, "obj", None) for item in items)
    functions = (getattr(test, "__func__", test) for test in tests)
    return list({id(one): one for one in functions if is_hypothesis_test(one)}.values())


def _multiply(test: Any, examples: int) -> None:
    """Give a test that sets `max_examples` itself its share of a longer run."""
    own = getattr(test, SETTINGS)
    if own.max_examples != examples:
        share = max(1, own.max_examples * examples // QUICK)
        setattr(test, SETTINGS, settings(parent=own, max_examples=share))
