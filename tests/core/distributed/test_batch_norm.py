"""Batch normalisation in two ranks is that of one process with the same batches."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from tests.core import rank_scenarios, tiny

Ranks = list[dict[str, Any]]


def test_weights_and_running_statistics_are_those_of_one_process(
    ranks: Ranks, alone: dict[str, Any]
) -> None:
    for name, expected in alone["weights"].items():
        found = ranks[0]["trained"]["weights"][name]
        assert torch.allclose(found.float(), expected.float(), atol=2e-5), name
        assert found.equal(ranks[1]["trained"]["weights"][name]), name


def test_losses_and_evaluation_are_those_of_one_process(
    ranks: Ranks, alone: dict[str, Any]
) -> None:
    for rank in ranks:
        assert rank["trained"]["losses"] == pytest.approx(alone["losses"], abs=1e-5)
        assert torch.allclose(rank["trained"]["output"], alone["output"], atol=1e-4)
        assert rank["trained"]["warnings"] == []


def test_a_derived_normalisation_is_that_of_one_process_and_one_by_hand_is_refused(
    ranks: Ranks,
) -> None:
    for number, kind in enumerate((rank_scenarios.Renamed, rank_scenarios.Clamped)):
        expected = rank_scenarios.trained(None, kind(tiny.FEATURES, affine=False))
        for rank in ranks:
            found = rank["derived"][number]
            assert torch.allclose(found["output"], expected["output"], atol=1e-4)
            assert found["warnings"] == []
    for rank in ranks:
        assert "`first.running_mean`" in rank["by_hand"]
        assert "has a `forward` of its own" in rank["by_hand"]
