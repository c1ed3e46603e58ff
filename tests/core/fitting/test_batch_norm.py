"""Batch normalisation in two ranks is that of one process with the same batches."""

from __future__ import annotations

from typing import Any

import pytest
import torch

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
