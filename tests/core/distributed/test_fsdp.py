"""Divided weights are loaded from whole ones, and come back whole to the main rank."""

from __future__ import annotations

from typing import Any

import torch

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
