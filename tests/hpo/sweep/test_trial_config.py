from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from training.config import RunConfig
from training.errors import ConfigError
from training.hpo.compat.base_config import base_config
from training.hpo.old_layout.settings import read_sweep_settings
from training.hpo.search_space.search_space import read_search_space
from training.hpo.sweep.trial_config import (
    check_search_space,
    key_path,
    trial_config,
    without_backbone,
)

RATE = {"type": "loguniform", "min": 1e-4, "max": 1e-2}


def base(
    tmp_path: Path,
    train_config: dict[str, Any] | None = None,
    data_config: dict[str, Any] | None = None,
    backbone: str = "bilstm",
) -> RunConfig:
    settings = read_sweep_settings(
        {
            "search_space": {"learning_rate": RATE},
            "objective": {"metric": "loss", "goal": "minimize"},
        }
    )
    return base_config(
        "d.jsonl", tmp_path, backbone, train_config or {}, data_config or {}, settings
    )


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("learning_rate", ("training", "learning_rate")),
        ("epochs", ("training", "epochs")),
        ("random_seed", ("seed",)),
        ("dropout", ("model", "dropout")),
        ("hidden_size", ("model", "hidden_size")),
        ("training.early_stopping.patience", ("training", "early_stopping", "patience")),
        ("task.max_document_chars", ("task", "max_document_chars")),
    ],
)
def test_flat_and_dotted_names_lead_to_their_key(name: str, path: tuple[str, ...]) -> None:
    assert key_path(name) == path


@pytest.mark.parametrize("name", ["name", "output_dir", "data", "data.path"])
def test_a_key_that_all_trials_share_is_reported_as_such(name: str) -> None:
    with pytest.raises(ConfigError, match=rf"search_space\.{name}.* is the same for all trials"):
        key_path(name)


def test_sampled_values_reach_the_configuration(tmp_path: Path) -> None:
    sampled = {"learning_rate": 0.5, "dropout": 0.1, "training.early_stopping.patience": 7}
    config: Any = trial_config(base(tmp_path), sampled, "trial 0")
    assert config.training.learning_rate == 0.5
    assert config.model.dropout == 0.1
    assert config.training.early_stopping.patience == 7


def test_a_trial_leaves_the_shared_configuration_as_it_was(tmp_path: Path) -> None:
    shared = base(tmp_path)
    before = shared.model_dump()
    trial_config(shared, {"training.early_stopping.patience": 7}, "trial 0")
    assert shared.model_dump() == before


@pytest.mark.parametrize(
    ("space", "message"),
    [
        ({"dropot": {"type": "uniform", "min": 0, "max": 0.5}}, r"search_space\.dropot: .*dropout"),
        ({"dropout": {"type": "uniform", "min": 0, "max": 1}}, r"search_space\.dropout: .* < 1"),
        ({"batch_size": {"type": "int", "min": 0, "max": 8}}, r"search_space\.batch_size: .*>= 1"),
        ({"schedule": {"type": "choice", "values": ["linear", "wavy"]}}, r"schedule: .*wavy"),
        ({"data.path": {"type": "choice", "values": ["a"]}}, r"data\.path`: this key is the same"),
        ({"task.name": {"type": "choice", "values": ["a"]}}, r"task\.name`: this key is the same"),
        ({"learning_rate": RATE, "training.learning_rate": RATE}, r"set the same key `training\."),
    ],
)
def test_a_search_space_that_cannot_work_is_refused_before_the_first_trial(
    space: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match=message):
        check_search_space(base(tmp_path), read_search_space({"search_space": space}))


def test_the_backbone_of_a_sweep_is_fixed() -> None:
    backbones = {"type": "choice", "values": ["bilstm", "other"]}
    space = read_search_space({"search_space": {"backbone": backbones, "learning_rate": RATE}})
    assert list(without_backbone(space, "bilstm")) == ["learning_rate"]
    with pytest.raises(ConfigError, match="trains the backbone `third`, which is not among"):
        without_backbone(space, "third")
    alone = read_search_space({"search_space": {"backbone": backbones}})
    with pytest.raises(ConfigError, match="holds nothing but the backbone"):
        without_backbone(alone, "bilstm")


def test_old_training_keys_are_understood_with_and_without_their_section(tmp_path: Path) -> None:
    for train_config in ({"epochs": 3, "random_seed": 5}, {"training": {"epochs": 3}, "seed": 5}):
        config = base(tmp_path, train_config)
        assert (config.training.epochs, config.seed) == (3, 5)


def test_the_objective_selects_the_epoch_unless_the_training_says_otherwise(tmp_path: Path) -> None:
    training = base(tmp_path).training
    assert (training.metric, training.metric_mode) == ("loss", "min")
    training = base(tmp_path, {"training": {"metric": "f1", "metric_mode": "max"}}).training
    assert (training.metric, training.metric_mode) == ("f1", "max")


def test_the_model_file_of_the_backbone_is_read(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "small.yaml").write_text("backbone: bilstm\nhidden_size: 6\n")
    model: Any = base(tmp_path, backbone="small").model
    assert (model.backbone, model.hidden_size) == ("bilstm", 6)


def test_the_data_configuration_gives_labels_and_reader(tmp_path: Path) -> None:
    schema = {"entity_types": ["PER", "LOC"]}
    config: Any = base(tmp_path, data_config={"schema": schema, "reader": "jsonl", "name": "mine"})
    assert config.task.labels == ["PER", "LOC"]
    assert config.data.reader == "jsonl"
    assert str(config.data.path).endswith("d.jsonl")


@pytest.mark.parametrize(
    ("train_config", "message"),
    [
        ({"trainig": {}}, "unknown key `train_config.trainig`. Did you mean `training`"),
        ({"training": [1]}, "`train_config.training` must be a mapping"),
        ({"training": {"use_all_data": True}}, "`train_config.training.use_all_data`"),
        ({"training": {"fold_idx": 0}}, "`train_config.training.fold_idx`: a sweep makes"),
        ({"distributed": {"enabled": True}}, "`train_config.distributed.enabled`: a local sweep"),
        ({"training": {"epochs": 0}}, "`training.epochs` must be a whole number >= 1"),
        ({"seed": "x"}, "train_config and data_config: `seed`"),
    ],
)
def test_shared_settings_that_cannot_be_used_are_refused_by_name(
    train_config: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match=message):
        base(tmp_path, train_config)


def test_an_unknown_backbone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"unknown 'bilstn'. Did you mean `bilstm`"):
        base(tmp_path, backbone="bilstn")


def test_keys_without_effect_are_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "training"):
        base(tmp_path, data_config={"zebra": 1})
    assert "`data_config.zebra` has no effect" in caplog.text
