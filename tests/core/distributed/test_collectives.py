"""Values that two ranks exchange, each a real process."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from training.core.distributed.collectives import (
    backend,
    broadcast_numbers,
    broadcast_text,
    gathered,
    gathered_bytes,
    most,
    summed,
    talks,
)

Ranks = list[dict[str, Any]]
CPU = torch.device("cpu")


def test_what_the_main_rank_gives_is_what_all_have(ranks: Ranks) -> None:
    for rank in ranks:
        assert rank["messages"]["text"] == "größe"
        assert rank["messages"]["numbers"] == [0.5, 2.0**40], "not rounded to 32 bits"
        assert rank["messages"]["flags"] == [[True, False], [True, True]]


def test_what_every_rank_gives_comes_in_their_order_whatever_its_size(ranks: Ranks) -> None:
    for rank in ranks:
        assert rank["messages"]["bytes"] == [b"", b"abc"]
        assert rank["messages"]["all"] == [[0], [1]]
        assert rank["messages"]["sum"] == [2.0, 1.0]
        assert rank["messages"]["most"] == 7


def test_each_rank_knows_itself_and_draws_numbers_of_its_own(ranks: Ranks) -> None:
    main, other = (one["messages"] for one in ranks)
    assert main["self"] == (0, True, 2, "gloo")
    assert other["self"] == (1, False, 2, "gloo")
    assert main["drawn"] == torch.rand(1, generator=torch.Generator().manual_seed(5)).item()
    assert other["drawn"] == torch.rand(1, generator=torch.Generator().manual_seed(6)).item()


def test_gradients_count_by_the_weight_of_their_rank(ranks: Ranks) -> None:
    for rank in ranks:
        both, one, none = rank["weighted"]["grads"]
        assert both.tolist() == [(1 + 3 * 5) / 4, (2 + 3 * 10) / 4]
        assert one.tolist() == [3.0, 6.0], "a missing gradient counts as zeros"
        assert none is None, "a parameter that no rank uses is left alone"
        assert rank["weighted"]["extra"] == [0.75]
        assert rank["weighted"]["idle"].tolist() == [0.0]


def test_alone_nothing_is_exchanged() -> None:
    values = torch.tensor([1.0, 2.0])
    assert broadcast_text("a", CPU) == "a"
    assert broadcast_numbers([1.5], CPU) == [1.5]
    assert summed(values).tolist() == [1.0, 2.0]
    assert most(3, CPU) == 3
    assert gathered_bytes(b"ab", CPU) == [b"ab"]
    assert gathered(values, CPU) == [values]
    assert backend() is None


@pytest.mark.parametrize(
    ("backend", "device", "expected"),
    [
        ("gloo", "cpu", True),
        ("gloo", "cuda", True),
        ("nccl", "cpu", False),
        ("nccl", "cuda", True),
        ("mpi", "cpu", True),
    ],
)
def test_a_backend_carries_tensors_of_its_devices(
    backend: str, device: str, expected: bool
) -> None:
    assert talks(backend, torch.device(device)) is expected
