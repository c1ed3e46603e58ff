from __future__ import annotations

from typing import Any

import pytest

from training.execution.compat.fingerprints import (
    compute_bench_fp,
    compute_conv_fp,
    compute_exec_fp,
    compute_hardware_fp,
    compute_spec_fp,
)

ENVIRONMENT = {"torch": "2.13", "precision": "bf16", "deterministic": True}


def test_the_order_of_keys_does_not_count_and_every_part_does() -> None:
    one = compute_spec_fp({"a": 1, "b": 2}, {"d": 1}, {"t": 1}, 42)
    assert compute_spec_fp({"b": 2, "a": 1}, {"d": 1}, {"t": 1}, 42) == one
    others = {
        compute_spec_fp({"a": 1}, {"d": 1}, {"t": 1}, 42),
        compute_spec_fp({"a": 1, "b": 2}, {"d": 2}, {"t": 1}, 42),
        compute_spec_fp({"a": 1, "b": 2}, {"d": 1}, {"t": 2}, 42),
        compute_spec_fp({"a": 1, "b": 2}, {"d": 1}, {"t": 1}, 43),
    }
    assert one not in others
    assert len(others) == 4
    assert len(one) == 32


@pytest.mark.parametrize(
    ("change", "arguments", "differs"),
    [
        ({"precision": "fp32"}, {}, True),
        ({"precision": "fp32"}, {"include_precision": False}, False),
        ({"deterministic": False}, {"include_precision": False}, True),
        ({"deterministic": False}, {"include_determinism": False}, False),
        ({"torch": "2.14"}, {"include_precision": False, "include_determinism": False}, True),
    ],
)
def test_precision_and_determinism_count_unless_they_are_left_out(
    change: dict[str, Any], arguments: dict[str, bool], differs: bool
) -> None:
    one = compute_exec_fp("sha", ENVIRONMENT, **arguments)
    assert (compute_exec_fp("sha", {**ENVIRONMENT, **change}, **arguments) != one) is differs


def test_the_settings_of_the_environment_say_what_counts_unless_the_caller_does() -> None:
    settings = {"fingerprints": {"include_precision": False}}
    one = compute_exec_fp("sha", {**ENVIRONMENT, **settings})
    assert compute_exec_fp("sha", {**ENVIRONMENT, **settings, "precision": "fp32"}) == one
    assert compute_exec_fp("sha", {**ENVIRONMENT, **settings}, include_precision=True) != one


def test_fingerprints_of_different_things_differ() -> None:
    found = {
        compute_conv_fp("a", "b", {}),
        compute_conv_fp("b", "a", {}),
        compute_bench_fp({}, {"a": 1}),
        compute_bench_fp({"a": 1}, {}),
        compute_hardware_fp({"a": 1}),
    }
    assert len(found) == 5


def test_what_has_no_canonical_form_is_refused() -> None:
    with pytest.raises(TypeError):
        compute_hardware_fp({"a": object()})
