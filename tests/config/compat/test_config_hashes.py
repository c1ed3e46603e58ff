from __future__ import annotations

import copy
from pathlib import Path

import pytest

from training.config.compat.config_hashes import (
    DIGITS,
    compute_config_hash,
    compute_config_hashes,
    create_config_metadata,
    snapshot_configs,
    validate_config_immutability,
)
from training.errors import ConfigError

CONFIGS = {"model": {"name": "tiny", "size": 3}, "data": {"path": Path("a"), "version": 2}}


def test_the_order_of_keys_is_free_and_values_count() -> None:
    assert compute_config_hash({"a": 1, "b": 2}) == compute_config_hash({"b": 2, "a": 1})
    assert compute_config_hash({"a": 1}) != compute_config_hash({"a": 2})
    assert len(compute_config_hash({})) == DIGITS


def test_tags_name_each_configuration_as_far_as_it_says_who_it_is() -> None:
    hashes = compute_config_hashes(CONFIGS)
    assert create_config_metadata({**CONFIGS, "old": None}, hashes) == {
        "model_config_hash": hashes["model"],
        "data_config_hash": hashes["data"],
        "model_name": "tiny",
        "data_version": "2",
    }


def test_changed_added_and_lost_configurations_are_named() -> None:
    snapshots = snapshot_configs(CONFIGS)
    validate_config_immutability(CONFIGS, snapshots)
    changed = {**copy.deepcopy(CONFIGS), "new": {}}
    changed["model"]["size"] = 4
    del changed["data"]
    with pytest.raises(ConfigError, match="The configurations data, model, new were changed"):
        validate_config_immutability(changed, snapshots)
