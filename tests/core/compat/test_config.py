from __future__ import annotations

import logging

import pytest

from training.core.compat.config import run_config_from_old
from training.errors import ConfigError


def test_a_name_of_a_pretrained_model_chooses_the_backbone_that_loads_it() -> None:
    config = run_config_from_old({"model": {"backbone": "distilbert-base-uncased"}})
    assert config.model.backbone == "pretrained"
    assert config.model.name == "distilbert-base-uncased"  # type: ignore[attr-defined]


def test_backbones_of_plugins_keep_their_options() -> None:
    config = run_config_from_old({"model": {"backbone": "bilstm", "hidden_size": 4}})
    assert config.model.hidden_size == 4  # type: ignore[attr-defined]


def test_a_misspelled_backbone_is_no_pretrained_model() -> None:
    with pytest.raises(ConfigError, match="Did you mean `bilstm`"):
        run_config_from_old({"model": {"backbone": "bi-lstm"}})


def test_options_of_pretrained_models_without_a_successor_are_named(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, "training"):
        run_config_from_old({"model": {"backbone": "distilbert", "dropout": 0.1}})
    assert "model.dropout" in caplog.text


def test_the_length_at_which_documents_were_cut_is_that_of_a_window() -> None:
    config = run_config_from_old({"model": {"preprocessing": {"max_length": 64}}})
    assert config.task.max_length == 64  # type: ignore[attr-defined]
