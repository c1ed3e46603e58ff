"""Understand the plain dictionaries of old configuration folders as a run configuration."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from training.config import RunConfig, TrainingConfig, config_from_values
from training.core.plugins import get_registry
from training.core.run_config.resolve import plugin_keys
from training.errors import nearest

logger = logging.getLogger("training")

SECTIONS = ("task", "model", "data", "training", "distributed", "logging")
SAME_TRAINING_KEYS = frozenset(TrainingConfig.model_fields)
SAME_DATA_KEYS = frozenset({"reader", "validation_fraction", "test_fraction"})
FOLD_KEYS = frozenset({"fold_idx", "fold_splits_file", "k_folds", "use_all_data"})
REMARKS = frozenset({"name", "version", "description", "tokenizer", "stats"})
PRETRAINED = "pretrained"
TASK_PARTS = frozenset({"preprocessing", "decoding", "loss"})


def run_config_from_old(config: Mapping[str, Any], origin: str = "old configuration") -> RunConfig:
    """Return the run configuration that an old dictionary describes.

    Old keys that ask for something this version cannot do are refused; keys without a meaning here
    are named in a warning.

    Args:
        config: ``{"training": {...}, "model": {...}, "data": {...}, "distributed": {...}}``, with
            a seed as `seed` or `training.random_seed`.
        origin: What it is called in messages.

    Raises:
        ConfigError: A value cannot be used, or asks for what is not supported.
    """
    values: dict[str, Any] = {
        "training": _training(config.get("training") or {}),
        "model": _model(config.get("model") or {}),
        "task": _task(config),
        "data": _data(config.get("data") or {}),
        "distributed": dict(config.get("distributed") or {}),
        "logging": _known(config.get("logging") or {}, "logging", {"level", "trackers", "mlflow"}),
    }
    seed = config.get("seed", (config.get("training") or {}).get("random_seed"))
    if seed is not None:
        values["seed"] = seed
    return config_from_values(values, origin, extend=plugin_keys)


def _training(old: Mapping[str, Any]) -> dict[str, Any]:
    passed_over = FOLD_KEYS | {"random_seed", "val_split_divisor"}
    return _known(old, "training", SAME_TRAINING_KEYS, passed_over)


def _model(old: Mapping[str, Any]) -> dict[str, Any]:
    model = {key: value for key, value in old.items() if key not in TASK_PARTS | REMARKS}
    backbone = model.get("backbone")
    if backbone is None or not _is_pretrained(str(backbone)):
        return model
    known = _known(model, "model", {"backbone", "frozen"})
    return {**known, "backbone": PRETRAINED, "name": str(backbone)}


def _is_pretrained(backbone: str) -> bool:
    """Return whether an old backbone is a model of transformers: no plugin has one like it."""
    registry = get_registry("backbone")
    names = registry.names
    return registry.current_name(backbone) not in names and nearest(backbone, names) is None


def _data(old: Mapping[str, Any]) -> dict[str, Any]:
    return _known(old, "data", SAME_DATA_KEYS, REMARKS | {"schema", "path"})


def _task(config: Mapping[str, Any]) -> dict[str, Any]:
    model = config.get("model") or {}
    task = dict(config.get("task") or {})
    if (model.get("decoding") or {}).get("use_crf"):
        task.setdefault("head", "crf")
    loss = model.get("loss") or {}
    if loss.get("use_class_weights"):
        task.setdefault("class_weights", "balanced")
        if "class_weight_smoothing" in loss:
            task.setdefault("class_weight_smoothing", loss["class_weight_smoothing"])
    length = (model.get("preprocessing") or {}).get("max_length")
    if length is not None:
        task.setdefault("max_length", length)
    labels = ((config.get("data") or {}).get("schema") or {}).get("entity_types")
    if labels is not None:
        task.setdefault("labels", list(labels))
    return task


def _known(
    old: Mapping[str, Any],
    section: str,
    known: frozenset[str] | set[str],
    passed_over: frozenset[str] | set[str] = frozenset(),
) -> dict[str, Any]:
    ignored = sorted(set(old) - known - passed_over)
    if ignored:
        shown = ", ".join(f"{section}.{key}" for key in ignored)
        logger.warning("old configuration: %s: no such key here, without effect", shown)
    return {key: value for key, value in old.items() if key in known}
