"""The old way to configure a final training: `final_training.yaml` beside `train.yaml`."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.config import MissingConfigFileError, TrainingConfig, load_all_configs
from training.config.compat.experiment import ExperimentConfig
from training.config.layers.config_file import read_plain
from training.errors import ConfigError
from training.execution.compat.fingerprints import compute_exec_fp, compute_spec_fp
from training.execution.final_training.settings import FinalSettings

logger = logging.getLogger("training")

FILE = "final_training.yaml"
DEFAULT_SEED = 42
DATA_PATHS = ("local_path", "path", "dataset_path")
KNOWN = frozenset(
    {"run", "mode", "source", "dataset", "checkpoint", "variant", "seed", "training"}
    | {"hyperparameters", "identity", "wait"}
)
COUNTED = {
    "include_code_fp": "code",
    "include_precision_fp": "precision",
    "include_determinism_fp": "determinism",
}


def load_final_training_config(
    root_dir: Path,
    config_dir: Path,
    best_config: Mapping[str, Any],
    experiment_config: ExperimentConfig,
    train_config: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Join `train.yaml`, the best trial's hyper-parameters and `final_training.yaml`.

    Later ones win, for the seed as for every hyper-parameter: the training configuration, the best
    trial, `final_training.yaml` (its `training` or `hyperparameters`, `seed`, `dataset` and
    `checkpoint`).

    Args:
        root_dir: Folder that relative paths of data and checkpoints are seen from.
        config_dir: Folder of configuration files; `final_training.yaml` in it may be missing.
        best_config: Best trial: `backbone`, and `hyperparameters` or `params`.
        experiment_config: From `load_experiment_config`.
        train_config: Content of `train.yaml`; by default what the experiment names.

    Returns:
        Sections `training`, `model`, `data`, `distributed`, the `seed`, `spec_fp` and `exec_fp`,
        and `final` (`mode`, `source`, `variant`, `wait`, as in `FinalSettings`).

    Raises:
        ConfigError: A file or value cannot be used.
    """
    final = _final_file(Path(config_dir))
    configs = load_all_configs(experiment_config)
    train = configs["train"] if train_config is None else train_config
    chosen = {**_hyperparameters(best_config), **_own_hyperparameters(final)}
    config = {
        "training": {**(train.get("training") or {}), **_of_training(chosen)},
        "model": {**configs["model"], **_of_model(chosen, best_config)},
        "data": _data(configs["data"], final, Path(root_dir)),
        "distributed": dict(train.get("distributed") or {}),
        "seed": _seed(final, best_config, train),
        "final": _settings(final),
        "identity": _counted(final),
    }
    _start_from_checkpoint(config, final, Path(root_dir))
    return {**config, **_fingerprints(config, configs.get("env") or {})}


def _final_file(folder: Path) -> dict[str, Any]:
    try:
        values = read_plain(folder / FILE)
    except MissingConfigFileError:
        return {}
    ignored = sorted(map(str, values.keys() - KNOWN))
    if ignored:
        logger.warning(
            "%s: no such key here, without effect: %s", folder / FILE, ", ".join(ignored)
        )
    return values


def _hyperparameters(best: Mapping[str, Any]) -> dict[str, Any]:
    found = best.get("hyperparameters") or best.get("params") or {}
    return {name: value for name, value in found.items() if name != "backbone"}


def _own_hyperparameters(final: Mapping[str, Any]) -> dict[str, Any]:
    return {**(final.get("hyperparameters") or {}), **(final.get("training") or {})}


def _of_training(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key in TrainingConfig.model_fields}


def _of_model(values: Mapping[str, Any], best: Mapping[str, Any]) -> dict[str, Any]:
    own = {key: one for key, one in values.items() if key not in TrainingConfig.model_fields}
    own.pop("random_seed", None)
    backbone = best.get("backbone") or (best.get("params") or {}).get("backbone")
    return own if backbone is None else {**own, "backbone": backbone}


def _data(data: Mapping[str, Any], final: Mapping[str, Any], root: Path) -> dict[str, Any]:
    asked = final.get("dataset") or {}
    replaced = (
        {**data, **read_plain(root / asked["data_config"])} if asked.get("data_config") else data
    )
    path = asked.get("local_path_override") or asked.get("path") or _first(replaced, DATA_PATHS)
    if path is None:
        raise ConfigError(
            f"The data configuration names no data set ({', '.join(DATA_PATHS)}). Name one there, "
            f"or as `dataset.path` in {FILE}."
        )
    kept = {key: one for key, one in replaced.items() if key not in DATA_PATHS}
    return {**kept, "path": str(root / path)}


def _first(values: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    return next((values[key] for key in keys if values.get(key)), None)


def _seed(final: Mapping[str, Any], best: Mapping[str, Any], train: Mapping[str, Any]) -> int:
    own = final.get("seed")
    candidates = [
        own.get("random_seed") if isinstance(own, Mapping) else own,
        _own_hyperparameters(final).get("random_seed"),
        best.get("seed"),
        _hyperparameters(best).get("random_seed"),
        (train.get("training") or {}).get("random_seed"),
    ]
    return next((int(candidate) for candidate in candidates if candidate is not None), DEFAULT_SEED)


def _settings(final: Mapping[str, Any]) -> dict[str, Any]:
    run, variant = final.get("run") or {}, final.get("variant")
    found = {
        "mode": final.get("mode") or run.get("mode"),
        "source": _source(final.get("source")),
        "variant": variant.get("number") if isinstance(variant, Mapping) else variant,
        "wait": final.get("wait"),
    }
    given = {key: value for key, value in found.items() if value is not None}
    try:
        return FinalSettings.model_validate(given).model_dump()
    except ValueError as error:
        raise ConfigError(f"{FILE}: {error}") from error


def _source(source: Any) -> dict[str, Any] | None:
    if not isinstance(source, Mapping):
        return None if source is None else {"type": source}
    parent = source.get("parent")
    named = {"run": parent} if isinstance(parent, str) else dict(parent or {})
    if "path" in named:
        named["run"] = named.pop("path")
    return {"type": source.get("type", "scratch"), "parent": named}


def _start_from_checkpoint(config: dict[str, Any], final: Mapping[str, Any], root: Path) -> None:
    """Set the model to start from, and see that it is one unless the file says not to."""
    from training.core.compat.checkpoint_loader import validate_checkpoint

    checkpoint = final.get("checkpoint") or {}
    source = checkpoint.get("source_path")
    if source is None:
        return
    path = root / source
    if checkpoint.get("validate", True) and not validate_checkpoint(path):
        raise ConfigError(
            f"{FILE}: checkpoint.source_path: {path} holds no exported model. Name the folder of "
            "one, for example RUN/checkpoint."
        )
    own = config["training"].get("checkpoint") or {}
    config["training"]["checkpoint"] = {**own, "source_path": str(path)}


def _counted(final: Mapping[str, Any]) -> list[str]:
    identity = final.get("identity") or {}
    return ["packages", *(part for key, part in COUNTED.items() if identity.get(key, True))]


def _fingerprints(config: Mapping[str, Any], env: Mapping[str, Any]) -> dict[str, str]:
    from training.core.runs.environment import code_state

    commit = (code_state() or {}).get("commit") if "code" in config["identity"] else None
    data = {**config["data"], "path": Path(config["data"]["path"])}
    spec = compute_spec_fp(config["model"], data, config["training"], config["seed"])
    precision, determinism = (
        "precision" in config["identity"],
        "determinism" in config["identity"],
    )
    return {"spec_fp": spec, "exec_fp": compute_exec_fp(commit, env, precision, determinism)}
