from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from training.config import RunConfig
from training.config.resolved import plain_values
from training.core import resolve_run_config
from training.core.plugins import get_registry
from training.core.plugins.former_names import with_current_names, with_first_names
from training.core.runs.fingerprints import spec_fingerprint, specification
from training.core.runs.same_spec import recorded_values, require_same_spec, run_config_of
from training.errors import RunError


def config_of(backbone: str, *more: str) -> RunConfig:
    given = [f"model.backbone={backbone}", "model.name=bert", *more]
    return resolve_run_config(overrides=given, environ={}).config


def as_before_the_change(directory: Path, config: RunConfig) -> None:
    """Write a run as versions did that knew the backbone as `transformers`."""
    values: dict[str, Any] = plain_values(config)
    values["model"]["backbone"] = "transformers"
    deciding = {**recorded_values(config), "model.backbone": "transformers"}
    (directory / "config.yaml").write_text(yaml.safe_dump(values))
    (directory / "run.json").write_text(
        json.dumps({"id": "old", "status": "failed", "created": "2026-01-01", "deciding": deciding})
    )


def test_a_former_name_is_read_as_the_current_one() -> None:
    assert config_of("transformers") == config_of("pretrained")
    assert config_of("transformers").model.backbone == "pretrained"


def test_a_former_name_is_not_listed_and_is_found() -> None:
    registry = get_registry("backbone")
    assert "transformers" not in registry.names
    assert registry.find("transformers").provider.name == "pretrained"
    assert registry.load("transformers") is registry.load("pretrained")


def test_fingerprints_outlive_the_change_of_name() -> None:
    config = config_of("pretrained")
    assert specification(config)["model.backbone"] == "transformers"
    assert spec_fingerprint(config, "d") == spec_fingerprint(config_of("transformers"), "d")


def test_a_run_of_the_former_name_continues(tmp_path: Path) -> None:
    config = config_of("pretrained")
    as_before_the_change(tmp_path, config)
    assert run_config_of(tmp_path) == config
    require_same_spec(tmp_path, config)
    with pytest.raises(RunError, match="`seed` was"):
        require_same_spec(tmp_path, config_of("pretrained", "seed=7"))


def test_other_values_and_unknown_names_stay_as_they_are() -> None:
    values = {"model.backbone": "own", "task.name": 3, "model.name": "transformers"}
    assert with_current_names(values) == values
    assert with_first_names(values) == values
