"""Depths are read from the numbers in parameters' names."""

from __future__ import annotations

import pytest
from torch import nn

from training.core.run_config.resolve import resolve_run_config
from training.core.trainer.callbacks.layer_depth import layer_depths
from training.core.trainer.setup import prepare
from training.errors import ConfigError


class Named(nn.Module):
    """Holds modules under dotted names, in their order."""

    def __init__(self, **parts: nn.Module) -> None:
        super().__init__()
        for name, part in parts.items():
            self.add_module(name, part)


def by_module(model: nn.Module) -> dict[str, int]:
    """Return the depth of each module that holds parameters."""
    return {name.rpartition(".")[0]: depth for name, depth in layer_depths(model).items()}


def test_layers_of_a_transformer_lie_between_embeddings_and_head() -> None:
    layers = nn.ModuleList([Named(query=nn.Linear(2, 2)), Named(query=nn.Linear(2, 2))])
    model = Named(
        words=nn.Embedding(3, 2),
        norm=nn.LayerNorm(2),
        layer=layers,
        pooler=nn.Linear(2, 2),
        head=nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2)),
    )
    assert by_module(model) == {
        "words": 0,
        "norm": 0,
        "layer.0.query": 1,
        "layer.1.query": 2,
        "pooler": 3,
        "head.0": 3,
        "head.1": 3,
    }


def test_layers_of_a_recurrent_network_are_numbered_at_the_end() -> None:
    model = Named(lstm=nn.LSTM(2, 2, 2, bidirectional=True), head=nn.Linear(4, 2))
    depths = layer_depths(model)
    assert depths["lstm.weight_ih_l0"] == depths["lstm.bias_hh_l0_reverse"] == 1
    assert depths["lstm.weight_ih_l1"] == depths["lstm.weight_hh_l1_reverse"] == 2
    assert depths["head.weight"] == 3


@pytest.mark.parametrize("layers", [1, 2])
def test_both_directions_of_the_bilstm_are_the_same_layers_and_tables_are_none(
    layers: int,
) -> None:
    small = [f"model.layers={layers}", "model.hidden_size=4", "model.rows=16"]
    config = resolve_run_config(overrides=small, environ={}).config
    found = by_module(prepare(config).task_model.model)
    assert {found[f"encoder.tables.{number}"] for number in range(4)} == {0}
    for number in range(layers):
        assert found[f"encoder.forwards.{number}"] == number + 1
        assert found[f"encoder.backwards.{number}"] == number + 1
    assert found["head.scores"] == layers + 1


def test_a_model_without_numbers_is_refused_with_its_names() -> None:
    model = Named(hidden=nn.Linear(2, 2, bias=False), head=nn.Linear(2, 2, bias=False))
    with pytest.raises(ConfigError, match=r"no numbered layers .*: hidden\.weight, head\.weight"):
        layer_depths(model)
