"""Callers of the old configuration functions get what they got."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from training.config import build_training_config, load_config_file
from training.errors import ConfigError

Write = Callable[[str, str], Path]

TRAIN = """
training:
  epochs: 5
  learning_rate: 2e-5
  early_stopping: {patience: 2}
distributed:
  enabled: true
"""


@pytest.fixture
def folder(write: Write) -> Path:
    """A folder of old configuration files."""
    write("config/train.yaml", TRAIN)
    write("config/model/distilbert.yaml", "dropout: 0.1\n")
    write("config/data/resume_v1.yaml", "name: resume\n")
    write("config/data/resume_v2.yaml", "name: resume2\n")
    return Path("config")


def build(folder: Path, **arguments: Any) -> dict[str, Any]:
    return build_training_config(Namespace(**{"backbone": "distilbert", **arguments}), folder)


def refused(folder: Path, **arguments: Any) -> str:
    with pytest.raises(ConfigError) as caught:
        build(folder, **arguments)
    return str(caught.value)


def test_a_file_is_a_plain_dictionary(write: Write) -> None:
    write("config/a.yaml", "lr: 2e-5\nid2label: {0: O}\nempty:\n")
    found = load_config_file(Path("config"), "a.yaml")
    assert found == {"lr": 2e-5, "id2label": {0: "O"}, "empty": None}


def test_a_missing_file_is_a_file_not_found_error_and_a_config_error(tmp_path: Path) -> None:
    for kind in (FileNotFoundError, ConfigError):
        with pytest.raises(kind, match=r"train\.yaml"):
            load_config_file(tmp_path, "train.yaml")


def test_the_files_of_the_folder_are_joined(folder: Path) -> None:
    assert build(folder) == {
        "data": {"name": "resume"},
        "model": {"dropout": 0.1},
        "training": {"epochs": 5, "learning_rate": 2e-5, "early_stopping": {"patience": 2}},
        "distributed": {"enabled": True},
        "_config_dir": folder,
    }


@pytest.mark.parametrize(
    "name",
    [
        "learning_rate",
        "batch_size",
        "weight_decay",
        "epochs",
        "random_seed",
        "fold_idx",
        "fold_splits_file",
        "k_folds",
    ],
)
def test_an_argument_overrides_its_training_key_also_when_it_is_zero(
    folder: Path, name: str
) -> None:
    assert build(folder, **{name: 0})["training"][name] == 0


def test_arguments_that_are_none_change_nothing(folder: Path) -> None:
    unset = dict.fromkeys(["epochs", "dropout", "early_stopping_enabled", "use_all_data"])
    assert build(folder, **unset) == build(folder)


@pytest.mark.parametrize(("given", "expected"), [("true", True), ("False", False), (True, True)])
def test_flags_go_to_their_sections(folder: Path, given: object, expected: bool) -> None:
    found = build(
        folder,
        dropout=0.3,
        early_stopping_enabled=given,
        use_combined_data=given,
        use_all_data=given,
    )
    assert found["model"]["dropout"] == 0.3
    assert found["training"]["early_stopping"] == {"patience": 2, "enabled": expected}
    assert found["data"]["use_combined_data"] is expected
    assert found["training"]["use_all_data"] is expected


@pytest.mark.parametrize("name", ["early_stopping_enabled", "use_combined_data", "use_all_data"])
def test_a_flag_that_is_neither_true_nor_false_is_refused(folder: Path, name: str) -> None:
    assert f"`{name}` must be true or false, not 'maybe'" in refused(folder, **{name: "maybe"})


@pytest.mark.parametrize("asked", ["data/resume_v2.yaml", "config/data/resume_v2.yaml"])
def test_a_data_configuration_can_be_chosen(folder: Path, asked: str) -> None:
    assert build(folder, data_config=asked)["data"] == {"name": "resume2"}


def test_the_only_data_configuration_is_taken(folder: Path) -> None:
    (folder / "data/resume_v1.yaml").unlink()
    assert build(folder)["data"] == {"name": "resume2"}


def test_several_data_configurations_are_named(folder: Path, write: Write) -> None:
    (folder / "data/resume_v1.yaml").unlink()
    write("config/data/other.yaml", "")
    message = refused(folder)
    assert "found: other.yaml, resume_v2.yaml. Choose one with `data_config`." in message


def test_a_chosen_data_configuration_must_exist(folder: Path) -> None:
    message = refused(folder, data_config="data/none.yaml")
    assert "There are: data/resume_v1.yaml, data/resume_v2.yaml." in message


def test_an_unknown_backbone_is_answered_with_those_that_exist(folder: Path) -> None:
    message = refused(folder, backbone="distilbrt")
    assert "Did you mean `distilbert`? Backbones there: distilbert." in message


def test_a_backbone_is_needed(folder: Path) -> None:
    assert "`backbone`" in refused(folder, backbone=None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("training: [1]", "train.yaml: `training` must be a mapping"),
        ("distributed: x", "train.yaml: `distributed` must be a mapping"),
        ("training: {early_stopping: 3}", "`early_stopping` must be a mapping"),
    ],
)
def test_sections_must_be_mappings(folder: Path, write: Write, text: str, message: str) -> None:
    write("config/train.yaml", text)
    assert message in refused(folder, early_stopping_enabled="true")


def test_empty_sections_are_empty_dictionaries(folder: Path, write: Write) -> None:
    write("config/train.yaml", "training:\n")
    found = build(folder, epochs=2, early_stopping_enabled="true")
    assert found["training"] == {"epochs": 2, "early_stopping": {"enabled": True}}
    assert found["distributed"] == {}
