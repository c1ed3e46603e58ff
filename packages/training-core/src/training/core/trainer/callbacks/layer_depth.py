"""Depth of parameters in a model, from their names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from training.errors import ConfigError

_NUMBER = re.compile(r"^(.*?)(?:\.|_l)(\d+)(?:_reverse)?(?:\.|$)")


def layer_depths(names: Iterable[str]) -> dict[str, int]:
    """Return the depth of each parameter, from 0 for what is before the layers.

    Layers are recognised by the number in the names of their parameters, as in
    ``encoder.layer.3.attention.weight`` or ``lstm.weight_ih_l0``; what comes after the last one in
    the order of the model is one deeper.

    Args:
        names: In the order of the model.

    Raises:
        ConfigError: No layer has a number.
    """
    names = list(names)
    numbered = {name: found for name in names if (found := _NUMBER.match(name)) is not None}
    if not numbered:
        raise ConfigError(
            "the model has no numbered layers (parameters such as `layer.0.weight`), so nothing "
            f"is nearer to the input than something else: {', '.join(names[:5])}."
        )
    stem = _most_frequent(_stem(one.group(1)) for one in numbered.values())
    layers = {
        name: int(one.group(2)) for name, one in numbered.items() if _stem(one.group(1)) == stem
    }
    last = max(layers.values())
    depths: dict[str, int] = {}
    reached = False
    for name in names:
        reached = reached or name in layers
        outside = last + 2 if reached else 0
        depths[name] = layers[name] + 1 if name in layers else outside
    return depths


def _stem(prefix: str) -> str:
    """Return what the names of a layer's parameters share: `lstm` of `lstm.weight_ih`."""
    return re.sub(r"\.(weight|bias)_[a-z]+$", "", prefix)


def _most_frequent(stems: Iterable[str]) -> str:
    counts: dict[str, int] = {}
    for stem in stems:
        counts[stem] = counts.get(stem, 0) + 1
    return max(counts, key=lambda stem: counts[stem])
