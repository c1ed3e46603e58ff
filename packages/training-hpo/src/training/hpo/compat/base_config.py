"""The configuration that all trials of a sweep share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.config import RunConfig, config_from_values, load_config_file
from training.config.resolved import plain_values
from training.core.compat.config import (
    FOLD_KEYS,
    REMARKS,
    SAME_DATA_KEYS,
    SAME_TRAINING_KEYS,
    SECTIONS,
    run_config_from_old,
)
from training.core.run_config.resolve import plugin_keys
from training.errors import ConfigError
from training.hpo.old_layout.keys import Keys
from training.hpo.old_layout.settings import SweepSettings


def base_config(
    dataset_path: str,
    config_dir: Path,
    backbone: str,
    train_config: Mapping[str, Any],
    data_config: Mapping[str, Any],
    settings: SweepSettings,
) -> RunConfig:
    """Join everything but the sampled parameters into a run configuration.

    The epoch of a fold is selected by the metric of the objective, unless `training.metric` says
    otherwise.

    Args:
        dataset_path: File or folder of the dataset.
        config_dir: Its file ``model/BACKBONE.yaml`` gives the model section, when there is one.
        backbone: Name of that file, or of a backbone that a plugin offers.
        train_config: Old training configuration: sections such as `training` and `model`, or the
            keys of `training` alone.
        data_config: Old data configuration; its entity types become the labels.
        settings: Metric and goal of the objective.

    Raises:
        ConfigError: A value cannot be used.
    """
    sections = _sections(train_config)
    data = {**_section(sections, "data"), **data_config}
    Keys(data, "data_config").allow((*SAME_DATA_KEYS, "schema", "path", *REMARKS))
    model = {**_model_file(config_dir, backbone), **_section(sections, "model")}
    old = {**sections, "data": data, "model": model}
    values = plain_values(run_config_from_old(old, "train_config and data_config"))
    values["data"]["path"] = str(dataset_path)
    values["training"] |= _selection(values["training"], settings)
    config = config_from_values(values, "train_config and data_config", extend=plugin_keys)
    _refuse_distributed(config)
    return config


def _sections(train_config: Mapping[str, Any]) -> dict[str, Any]:
    keys = Keys(train_config, "train_config")
    if keys.values and set(keys.values) <= SAME_TRAINING_KEYS | FOLD_KEYS | {"random_seed"}:
        keys = Keys({"training": dict(keys.values)}, "train_config")
    keys.allow((*SECTIONS, "seed", *REMARKS))
    _refuse_folds(keys.below("training"))
    given = {name: dict(keys.below(name).values) for name in SECTIONS}
    seed = keys.values.get("seed")
    return given if seed is None else {**given, "seed": seed}


def _section(sections: Mapping[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = sections[name]
    return found


def _refuse_folds(training: Keys) -> None:
    for key in sorted(FOLD_KEYS):
        given = training.values.get(key)
        if given is not None and given is not False:
            raise ConfigError(
                f"`{training.name(key)}`: a sweep makes and chooses the folds itself. Leave the "
                "key out, and give `k_folds` and `fold_splits_file` to the sweep."
            )


def _model_file(config_dir: Path, backbone: str) -> dict[str, Any]:
    name = f"{backbone}.yaml"
    folder = Path(config_dir) / "model"
    content = load_config_file(folder, name) if (folder / name).is_file() else {}
    return {"backbone": backbone, **content}


def _selection(training: Mapping[str, Any], settings: SweepSettings) -> dict[str, Any]:
    if training["metric"] is not None:
        return {}
    return {"metric": settings.metric, "metric_mode": settings.goal[:3]}


def _refuse_distributed(config: RunConfig) -> None:
    if config.distributed.enabled:
        raise ConfigError(
            "`train_config.distributed.enabled`: a local sweep trains in one process, the one that "
            "calls it. Set it to false."
        )
