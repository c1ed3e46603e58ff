"""Depth of parameters in a model, from the numbers in their names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from training.errors import ConfigError

if TYPE_CHECKING:
    from torch import nn

_NUMBER = re.compile(r"^(.*?)(?:\.|_l)(\d+)(?:_reverse)?(?:\.|$)")
_KIND = re.compile(r"\.(weight|bias)_[a-z]+$")


def layer_depths(model: nn.Module) -> dict[str, int]:
    """Return the depth of each parameter, from 0 for what is before the layers.

    Layers are recognised by the number in the names of their parameters, as in
    ``encoder.layer.3.attention.weight`` or ``lstm.weight_ih_l0``. Lists beside each other that
    hold the same, such as the two directions of a recurrent network, are the same layers.
    Embeddings are before the layers; what comes after the first layer in the order of the model
    and is none is one deeper than the last.

    Args:
        model: Holds its parameters in the order in which they are used.

    Raises:
        ConfigError: No layer has a number.
    """
    names = [name for name, _ in model.named_parameters()]
    layers = _layers(model)
    if not layers:
        raise ConfigError(
            "the model has no numbered layers (parameters such as `layer.0.weight`), so nothing "
            f"is nearer to the input than something else: {', '.join(names[:5])}."
        )
    last = max(layers.values())
    embedded = set(_embedded(model))
    depths: dict[str, int] = {}
    reached = False
    for name in names:
        reached = reached or name in layers
        beside = last + 2 if reached and name not in embedded else 0
        depths[name] = layers[name] + 1 if name in layers else beside
    return depths


def _layers(model: nn.Module) -> Mapping[str, int]:
    """Return the numbers of the parameters of layers: of the lists that hold most of them."""
    lists: dict[str, dict[str, int]] = {}
    kinds: dict[str, set[tuple[int, str]]] = {}
    embedded = set(_embedded(model))
    for name, _ in model.named_parameters():
        found = _NUMBER.match(name)
        if found is not None and name not in embedded:
            stem, number = _KIND.sub("", found.group(1)), int(found.group(2))
            lists.setdefault(stem, {})[name] = number
            kinds.setdefault(stem, set()).add((number, name.removeprefix(stem)))
    groups: dict[tuple[str, frozenset[tuple[int, str]]], dict[str, int]] = {}
    for stem, numbers in lists.items():
        alike = (stem.rpartition(".")[0], frozenset(kinds[stem]))
        groups.setdefault(alike, {}).update(numbers)
    return max(groups.values(), key=len, default={})


def _embedded(model: nn.Module) -> Iterator[str]:
    """Yield the names of the parameters of embeddings."""
    from torch import nn

    for name, module in model.named_modules():
        if isinstance(module, (nn.Embedding, nn.EmbeddingBag)):
            yield from (f"{name}.{own}" for own, _ in module.named_parameters(recurse=False))
