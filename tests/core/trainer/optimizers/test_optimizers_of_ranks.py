"""Two ranks with any built-in optimizer end with the weights of one process."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from tests.core import optimizer_scenarios
from tests.core.optimizer_scenarios import OPTIMIZERS, SHARDABLE, weights_after
from training.core import resolve_run_config, train
from training.core.plugins import get_registry
from training.errors import ConfigError

ROUNDING = {"muon": 1e-3}
"""Muon computes in bf16, where sums over divided rows are rounded otherwise."""


Found = dict[bool, dict[str, dict[str, torch.Tensor]]]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Return what the main one of two ranks ends with: by whether weights are divided, by name."""
    folder = tmp_path_factory.mktemp("optimizers")
    torch.multiprocessing.spawn(optimizer_scenarios.main, (str(folder),), nprocs=2)
    result: Found = torch.load(folder / "rank-0.pt", weights_only=False)
    return result


def test_every_built_in_optimizer_is_tried() -> None:
    built_in = {
        offer.provider.name
        for offer in get_registry("optimizer")
        if offer.source.distribution == "training-core"
    }
    assert built_in == set(OPTIMIZERS)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_two_ranks_end_with_the_weights_of_one_process(found: Found, name: str) -> None:
    alone = weights_after(name, None)
    for key, value in alone.items():
        assert torch.allclose(found[False][name][key], value, atol=1e-5), key


@pytest.mark.parametrize("name", SHARDABLE)
def test_divided_weights_end_as_those_of_one_process(found: Found, name: str) -> None:
    alone = weights_after(name, None)
    for key, value in alone.items():
        assert torch.allclose(found[True][name][key], value, atol=ROUNDING.get(name, 1e-5)), key


def test_one_that_cannot_train_divided_weights_is_refused_before_a_run_is_made(
    tmp_path: Path,
) -> None:
    settings = [
        "training.optimizer.name=adafactor",
        "distributed.strategy=fsdp",
        f"output_dir={tmp_path}",
    ]
    config = resolve_run_config(overrides=settings, environ={}).config
    with pytest.raises(ConfigError, match=r"adafactor with distributed\.strategy=fsdp"):
        train(config)
    assert list(tmp_path.iterdir()) == []
