from __future__ import annotations

from typing import Any

import pytest
import torch

from tests.core import rank_scenarios


@pytest.fixture(scope="session")
def ranks(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Return what each of two ranks, real processes, has to tell of all scenarios."""
    folder = tmp_path_factory.mktemp("ranks")
    torch.multiprocessing.spawn(rank_scenarios.main, (str(folder),), nprocs=2)
    return [torch.load(folder / f"rank-{rank}.pt", weights_only=False) for rank in (0, 1)]


@pytest.fixture(scope="session")
def alone() -> dict[str, Any]:
    """Return the same training in one process."""
    return rank_scenarios.trained(None)
