"""Changes by the main rank, repeated in all ranks or refused."""

from __future__ import annotations

from typing import Any

import torch

Ranks = list[dict[str, Any]]


def test_what_a_hook_changes_in_rank_0_is_the_same_in_all_ranks(ranks: Ranks) -> None:
    main, other = (one["changed"] for one in ranks)
    for name, value in main["weights"].items():
        assert value.equal(other["weights"][name]), name
    assert float(other["weights"]["norm.running_mean"][0]) == 7.0
    assert main["trained"] == other["trained"]
    assert "head.bias" not in other["trained"]
    assert main["attributes"] == other["attributes"] == (0.25, 0.0)


def test_only_what_differs_is_sent(ranks: Ranks) -> None:
    for rank in ranks:
        assert sorted(rank["changed"]["names"]) == [
            "head.bias",
            "hidden.weight",
            "norm.running_mean",
        ]
        assert rank["changed"]["again"] == []


def test_layers_that_only_rank_0_has_are_refused_in_all_ranks_by_name(ranks: Ranks) -> None:
    assert ranks[0]["layers"] == ranks[1]["layers"]
    assert ranks[0]["layers"].startswith("RunError: a plugin changed the layers of the model")
    assert "`added.weight: torch.float32 [2, 2]`" in ranks[0]["layers"]


def test_a_model_changed_after_a_step_in_one_rank_is_refused(ranks: Ranks) -> None:
    assert "changed the model in `on_step_end`" in ranks[0]["disobedient"]["end"]


def test_values_changed_behind_torch_and_settings_are_refused_by_name(ranks: Ranks) -> None:
    for rank in ranks:
        for end, name in zip(rank["hidden"], ("head.bias", "head.bias", "norm.eps"), strict=True):
            assert end.startswith(f"RunError: the ranks differ in `{name}`: a plugin"), end


def test_every_rank_evaluates_the_model_of_rank_0_and_unlike_rounding_is_reported(
    ranks: Ranks,
) -> None:
    main, other = (one["unlike"] for one in ranks)
    assert main["seen"] == other["seen"]
    assert any("different values of `head.bias`" in one for one in main["warnings"])


def test_buffers_that_a_rank_computes_from_its_own_samples_are_equal_and_told(
    ranks: Ranks,
) -> None:
    main, other = (one["own"] for one in ranks)
    for name, value in main["weights"].items():
        assert torch.equal(value, other["weights"][name]), name
    (warning,) = main["warnings"]
    assert "`first.mean`" in warning
    assert "not exactly that of one process" in warning


def test_frozen_and_unused_parameters_stay_as_they_are(ranks: Ranks, alone: dict[str, Any]) -> None:
    for name in ("frozen.weight", "unused.weight"):
        for rank in ranks:
            assert rank["trained"]["weights"][name].equal(alone["weights"][name]), name
