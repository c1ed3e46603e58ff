"""The old path of `training.core.model`."""

from collections.abc import Mapping
from typing import Any

from typing_extensions import deprecated

from training.core.io.torch import torch

@deprecated("`training.core.model.create_model_and_tokenizer` replaces it")
def create_model_and_tokenizer(
    config: Mapping[str, Any],
    label2id: Mapping[str, int],
    id2label: Mapping[int, str],
    device: torch.device | None = None,
    checkpoint_path: str | None = None,
) -> tuple[Any, Any, torch.device]: ...
