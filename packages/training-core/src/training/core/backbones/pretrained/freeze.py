"""Leave some weights of a pretrained model as they are."""

from __future__ import annotations

from typing import Any

from training.core.io.torch import nn
from training.errors import ConfigError


def freeze_embeddings(model: Any) -> None:
    """Stop training what turns subwords into vectors, before the first layer.

    Most weights of a small model are there, and each of them is touched by few subwords: training
    them costs more time than it saves where data is small.
    """
    embeddings = model.get_input_embeddings()
    names = [name for name, module in model.named_modules() if module is embeddings]
    model.get_submodule(names[0].partition(".")[0]).requires_grad_(False)


def freeze_lowest_layers(model: Any, number: int) -> None:
    """Stop training the embeddings and the layers nearest to them.

    No gradient flows into them, which saves two thirds of their arithmetic.

    Source: Lee, Tang and Lin (2019), "What Would Elsa Do? Freezing Layers During Transformer
    Fine-Tuning".

    Raises:
        ConfigError: The model has fewer layers, or none of its own that can be distinguished.
    """
    layers = _layers(model)
    if number > len(layers):
        raise ConfigError(
            f"model.frozen_layers={number}: the model has {len(layers)} layers that can be frozen "
            "one by one. Choose fewer, or freeze all of it with model.frozen=true."
        )
    freeze_embeddings(model)
    for layer in layers[:number]:
        layer.requires_grad_(False)


def _layers(model: Any) -> nn.ModuleList | list[nn.Module]:
    count = getattr(model.config, "num_hidden_layers", None)
    stacks = (module for module in model.modules() if isinstance(module, nn.ModuleList))
    return next((stack for stack in stacks if len(stack) == count), [])
