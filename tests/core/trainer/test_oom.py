"""Batches become smaller in the rank whose memory does not suffice, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from tests.core import rank_scenarios
from tests.core.tiny import TinyTaskModel, examples
from training.core.trainer.oom import halved, is_out_of_memory

Ranks = list[dict[str, Any]]
CPU = torch.device("cpu")


def test_a_rank_short_of_memory_splits_its_batches_and_the_steps_stay_the_same(
    ranks: Ranks,
) -> None:
    main, other = (one["short_of_memory"] for one in ranks)
    alone = rank_scenarios.short_of_memory(None)
    assert (main["parts"], other["parts"]) == (1, 4)
    assert (main["sizes"], other["sizes"]) == ([7, 7], [2, 2, 1] * 2)
    assert main["losses"] == other["losses"] == pytest.approx(alone["losses"], abs=1e-6)
    for name, expected in alone["weights"].items():
        assert main["weights"][name].equal(other["weights"][name]), name
        assert torch.allclose(main["weights"][name], expected, atol=1e-6), name


def test_only_the_rank_concerned_reports_it(ranks: Ranks) -> None:
    assert ranks[0]["short_of_memory"]["warnings"] == []
    first, second = ranks[1]["short_of_memory"]["warnings"]
    assert "in 2 parts" in first
    assert "in 4 parts" in second


def test_parts_double_until_there_is_a_sample_in_each() -> None:
    task_model = TinyTaskModel()
    group = [task_model.collate(examples(size)) for size in (2, 3)]
    assert [halved(parts, group, CPU) for parts in (1, 2)] == [2, 4]
    with pytest.raises(torch.OutOfMemoryError, match="single sample"):
        halved(3, group, CPU)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (MemoryError(), True),
        (torch.OutOfMemoryError("full"), True),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried"), True),
        (RuntimeError("shapes cannot be multiplied"), False),
        (ValueError("can't allocate memory"), False),
    ],
)
def test_shortage_of_memory_is_told_from_other_errors(error: Exception, expected: bool) -> None:
    assert is_out_of_memory(error) is expected
