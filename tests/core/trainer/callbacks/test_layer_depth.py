"""Depths are read from the numbers in parameters' names."""

from __future__ import annotations

import pytest

from training.core.trainer.callbacks.layer_depth import layer_depths
from training.errors import ConfigError


def test_layers_of_a_transformer_lie_between_embeddings_and_head() -> None:
    names = [
        "bert.embeddings.word_embeddings.weight",
        "bert.encoder.layer.0.attention.self.query.weight",
        "bert.encoder.layer.0.output.dense.bias",
        "bert.encoder.layer.1.attention.self.query.weight",
        "bert.pooler.dense.weight",
        "head.weight",
    ]
    assert list(layer_depths(names).values()) == [0, 1, 1, 2, 3, 3]


def test_layers_of_a_recurrent_network_are_numbered_at_the_end() -> None:
    names = [
        "table.weight",
        "lstm.weight_ih_l0",
        "lstm.weight_ih_l0_reverse",
        "lstm.bias_hh_l1",
        "head.0.weight",
    ]
    assert list(layer_depths(names).values()) == [0, 1, 1, 2, 3]


def test_a_model_without_numbers_is_refused_with_its_names() -> None:
    with pytest.raises(ConfigError, match=r"no numbered layers .*: hidden\.weight, head\.weight"):
        layer_depths(["hidden.weight", "head.weight"])
