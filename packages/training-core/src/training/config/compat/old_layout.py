"""Read a folder of old configuration files: `train.yaml`, `model/*.yaml`, `data/*.yaml`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.config.layers.config_file import MissingConfigFileError, read_plain
from training.config.origin import shown_path
from training.errors import ConfigError, suggestion

USUAL_DATA_CONFIG = "resume_v1.yaml"
_TRAINING_ARGUMENTS = (
    "learning_rate",
    "batch_size",
    "weight_decay",
    "epochs",
    "random_seed",
    "fold_idx",
    "fold_splits_file",
    "k_folds",
)
_TRUTH = {"true": True, "false": False}


def load_config_file(config_dir: Path, filename: str) -> dict[str, Any]:
    """Read one file of a configuration folder; an empty file is an empty dictionary.

    Args:
        config_dir: The folder.
        filename: File in it, with its ending, for example ``train.yaml``.

    Raises:
        FileNotFoundError: There is no such file (a `ConfigError` too).
        ConfigError: The file is not YAML, or its top level is not a mapping.
    """
    return read_plain(Path(config_dir) / filename)


def build_training_config(args: Namespace, config_dir: Path) -> dict[str, Any]:
    """Join the files of a configuration folder with command-line arguments.

    Args:
        args: Arguments; `backbone` names `model/<backbone>.yaml`, `data_config` (optional) a data
            configuration in the folder or the working directory. Those that are None or absent
            change nothing.
        config_dir: The folder.

    Returns:
        Dictionary with the keys `data`, `model`, `training`, `distributed` and `_config_dir`.

    Raises:
        ConfigError: A file is missing or not usable, or an argument is neither true nor false.
    """
    folder = Path(config_dir)
    train = load_config_file(folder, "train.yaml")
    config: dict[str, Any] = {
        "data": read_plain(_data_config(folder, getattr(args, "data_config", None))),
        "model": read_plain(_model_config(folder, getattr(args, "backbone", None))),
        "training": _mapping(train, "training", folder / "train.yaml"),
        "distributed": _mapping(train, "distributed", folder / "train.yaml"),
        "_config_dir": folder,
    }
    _apply_arguments(config, vars(args), folder / "train.yaml")
    return config


def _model_config(folder: Path, backbone: str | None) -> Path:
    if not backbone:
        raise ConfigError("The argument `backbone` is needed: it names a file of `model/`.")
    path = folder / "model" / f"{backbone}.yaml"
    if path.is_file():
        return path
    names = [file.stem for file in _yaml_files(folder / "model")]
    raise MissingConfigFileError(
        f"The backbone `{backbone}` has no configuration `{shown_path(path)}`."
        f"{suggestion(str(backbone), names)} Backbones there: {', '.join(names) or 'none'}."
    )


def _data_config(folder: Path, asked: str | Path | None) -> Path:
    if asked is not None:
        return _asked_data_config(folder, Path(asked))
    usual = folder / "data" / USUAL_DATA_CONFIG
    candidates = [usual] if usual.is_file() else _yaml_files(folder / "data")
    if len(candidates) == 1:
        return candidates[0]
    names = ", ".join(file.name for file in candidates) or "none"
    kind = ConfigError if candidates else MissingConfigFileError
    raise kind(
        f"One data configuration is needed in `{shown_path(folder / 'data')}`; found: {names}. "
        "Choose one with `data_config`."
    )


def _asked_data_config(folder: Path, asked: Path) -> Path:
    candidates = [folder / asked, asked]
    found = [path for path in candidates if path.is_file()]
    if found:
        return found[0]
    names = ", ".join(f"data/{file.name}" for file in _yaml_files(folder / "data")) or "none"
    raise MissingConfigFileError(
        f"The data configuration `{asked}` (`data_config`) is neither in `{shown_path(folder)}` "
        f"nor in the working directory. There are: {names}."
    )


def _yaml_files(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])


def _mapping(values: Mapping[str, Any], key: str, place: Path | str) -> dict[str, Any]:
    value = values.get(key)
    if value is not None and not isinstance(value, dict):
        raise ConfigError(
            f"{place if isinstance(place, str) else shown_path(place)}: `{key}` must be a mapping "
            f"of keys, not {value!r}."
        )
    return value or {}


def _apply_arguments(config: dict[str, Any], given: Mapping[str, Any], train_file: Path) -> None:
    arguments = {name: value for name, value in given.items() if value is not None}
    for name in _TRAINING_ARGUMENTS:
        if name in arguments:
            config["training"][name] = arguments[name]
    if "dropout" in arguments:
        config["model"]["dropout"] = arguments["dropout"]
    for section, name in (("data", "use_combined_data"), ("training", "use_all_data")):
        if name in arguments:
            config[section][name] = _truth(name, arguments[name])
    if "early_stopping_enabled" in arguments:
        place = f"{shown_path(train_file)}, section `training`"
        stopping = _mapping(config["training"], "early_stopping", place)
        enabled = _truth("early_stopping_enabled", arguments["early_stopping_enabled"])
        config["training"]["early_stopping"] = stopping | {"enabled": enabled}


def _truth(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() not in _TRUTH:
        raise ConfigError(f"The argument `{name}` must be true or false, not {value!r}.")
    return _TRUTH[str(value).lower()]
