"""Let torch use only operations that give the same bits each time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from training.core.io.torch import torch
from training.errors import ConfigError

_WORKSPACE = "CUBLAS_WORKSPACE_CONFIG"


@contextmanager
def deterministic(wanted: bool) -> Iterator[None]:
    """Forbid operations that are not deterministic within the block.

    Source: PyTorch documentation, "Reproducibility".

    Args:
        wanted: False leaves everything as it is.

    Raises:
        ConfigError: The model needs an operation that cannot be deterministic.
    """
    if not wanted:
        yield
        return
    os.environ.setdefault(_WORKSPACE, ":4096:8")
    before = torch.are_deterministic_algorithms_enabled()
    benchmark = torch.backends.cudnn.benchmark
    torch.use_deterministic_algorithms(True)
    torch.backends.cudnn.benchmark = False
    try:
        yield
    except RuntimeError as error:
        if "does not have a deterministic implementation" not in str(error):
            raise
        raise ConfigError(
            f"training.deterministic=true: the model uses an operation that cannot be: "
            f"{str(error).splitlines()[0]} Set training.deterministic=false, or choose another "
            "training.device or model."
        ) from error
    finally:
        torch.use_deterministic_algorithms(before)
        torch.backends.cudnn.benchmark = benchmark
