"""Divided weights are loaded from whole ones, and come back whole to the main rank."""

from __future__ import annotations

from typing import Any

import torch

from training.core.distributed.fsdp import placed_like

Ranks = list[dict[str, Any]]


def test_whole_weights_go_into_a_divided_model_and_come_back_to_the_main_rank(
    ranks: Ranks,
) -> None:
    main, other = (one["divided"] for one in ranks)
    assert main["is_sharded"] is other["is_sharded"] is True
    assert main["rows"] + other["rows"] == 3, "each rank keeps some rows of the head"
    for whole, value in ((main["by_all"], 2.5), (main["by_main"], 3.5)):
        assert all(torch.all(one == value) for one in whole.values())
        assert whole["head.weight"].shape == (3, 8)
    assert other["by_all"] == other["by_main"] == {}


def test_a_value_of_an_undivided_tensor_is_a_copy_and_one_of_nothing_is_itself() -> None:
    value = torch.arange(4.0)
    placed = placed_like(value, torch.zeros(4))
    assert placed.equal(value)
    assert placed.data_ptr() != value.data_ptr(), "later steps do not change what was given"
    count = torch.tensor(3.0)
    assert placed_like(count, torch.zeros(4)).equal(count)
    assert placed_like(value, None) is value
