from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from training.core.export.seal import seal_model
from training.core.trainer.initial_weights import load_initial_weights
from training.errors import ConfigError


def exported(folder: Path, weights: dict[str, torch.Tensor]) -> Path:
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"format": 1}))
    save_file(weights, folder / "model.safetensors")
    seal_model(folder)
    return folder


def test_weights_of_the_same_name_and_shape_are_taken_over_and_the_others_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    model = nn.ModuleDict({"body": nn.Linear(2, 2), "head": nn.Linear(2, 3)})
    head = model["head"].weight.detach().clone()
    given = {
        "body.weight": torch.full((2, 2), 5.0),
        "body.bias": torch.full((2,), 6.0),
        "head.weight": torch.ones(4, 2),
        "stranger": torch.ones(1),
    }
    with caplog.at_level(logging.WARNING, "training"):
        load_initial_weights(model, exported(tmp_path / "model", given))
    assert torch.equal(model["body"].weight, given["body.weight"])
    assert torch.equal(model["body"].bias, given["body.bias"])
    assert torch.equal(model["head"].weight, head)
    assert "2 of 4 weights start at random" in caplog.text
    assert caplog.text.rstrip().endswith("head.bias, head.weight")


def test_a_model_of_which_all_fits_is_taken_over_without_a_word(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    model = nn.Linear(2, 2)
    given = {"weight": torch.full((2, 2), 5.0), "bias": torch.full((2,), 6.0)}
    load_initial_weights(model, exported(tmp_path / "model", given))
    assert torch.equal(model.weight, given["weight"])
    assert caplog.text == ""


def test_a_model_of_which_nothing_fits_is_refused(tmp_path: Path) -> None:
    folder = exported(tmp_path / "model", {"weight": torch.ones(3, 3)})
    with pytest.raises(ConfigError, match=r"source_path: no weight in .*model\.safetensors"):
        load_initial_weights(nn.Linear(2, 2), folder)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"training\.checkpoint\.source_path: "):
        load_initial_weights(nn.Linear(2, 2), tmp_path)
