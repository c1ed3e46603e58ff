"""Decisions of several ranks at the same step."""

from __future__ import annotations

from typing import Any

Ranks = list[dict[str, Any]]


def test_a_signal_in_one_rank_breaks_off_no_evaluation_and_ends_all_at_one_step(
    ranks: Ranks,
) -> None:
    main, other = (one["signalled"] for one in ranks)
    assert main["end"] == other["end"] == "SystemExit: 143"
    assert main["calls"] == other["calls"] == ["began", "ended"] * 2
    assert main["steps"] == [1, 2, 3, 4, 5, 6]
    assert main["step"] == other["step"] == 6


def test_a_checkpoint_that_is_late_in_one_rank_is_written_by_all_at_one_step(ranks: Ranks) -> None:
    assert ranks[0]["late"]["saved"] == ranks[1]["late"]["saved"] == [4]


def test_a_loss_that_is_no_number_in_one_rank_ends_all_at_its_step(ranks: Ranks) -> None:
    main, other = (one["diverging"] for one in ranks)
    assert main["steps"] == other["steps"] == [1, 2, 3]
    for rank in (main, other):
        assert rank["end"].startswith("DivergenceError: The loss of step 3 (epoch 1) is nan")


def test_no_checkpoint_holds_a_model_that_differs_between_ranks(ranks: Ranks) -> None:
    for rank in ranks:
        assert rank["hidden"][1].startswith("RunError: the ranks differ in `head.bias`")
        assert rank["hidden_saves"] == 0
