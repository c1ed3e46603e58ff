"""The old experiment file, which names the configuration file of each part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.config.layers.config_file import MissingConfigFileError, read_plain
from training.config.origin import shown_path
from training.errors import ConfigError, suggestion

FOLDER = "experiment"
PARTS = ("data", "model", "train", "hpo", "env", "benchmark")
USUAL = {
    "train": "train.yaml",
    "hpo": "hpo/smoke.yaml",
    "env": "env/local.yaml",
    "benchmark": "benchmark.yaml",
}


@dataclass(frozen=True)
class ExperimentConfig:
    """What `experiment/<name>.yaml` says.

    Attributes:
        name: Name of the experiment.
        data_config: Data configuration file.
        model_config: Model configuration file.
        train_config: Training configuration file.
        hpo_config: Sweep configuration file.
        env_config: Environment configuration file.
        benchmark_config: Benchmark configuration file.
        stages: Section `stages`.
        naming: Section `naming`.
    """

    name: str
    data_config: Path
    model_config: Path
    train_config: Path
    hpo_config: Path
    env_config: Path
    benchmark_config: Path
    stages: dict[str, Any] = field(default_factory=dict)
    naming: dict[str, Any] = field(default_factory=dict)


def load_experiment_config(config_root: Path, experiment_name: str) -> ExperimentConfig:
    """Read `experiment/<experiment_name>.yaml`.

    Args:
        config_root: Folder of configuration files; the paths in the file are seen from it.
        experiment_name: Name of the file, without its ending.

    Raises:
        FileNotFoundError: There is no such file (a `ConfigError` too).
        ConfigError: It names no data or model configuration, or a value cannot be used.
    """
    root = Path(config_root)
    path = root / FOLDER / f"{experiment_name}.yaml"
    values = read_plain(path) if path.is_file() else _missing(path)
    files = {part: _file(values, f"{part}_config", USUAL.get(part), path) for part in PARTS}
    return ExperimentConfig(
        name=str(values.get("experiment_name", values.get("name", experiment_name))),
        **{f"{part}_config": root / file for part, file in files.items()},
        stages=_section(values, "stages", path),
        naming=_section(values, "naming", path),
    )


def load_all_configs(exp_cfg: ExperimentConfig) -> dict[str, Any]:
    """Read every file an experiment names.

    Returns:
        The content by part: ``data``, ``model``, ``train``, ``hpo``, ``env``, ``benchmark``; a file
        that the experiment does not name and that is not there is left out.

    Raises:
        FileNotFoundError: A file that it names is missing.
        ConfigError: A file cannot be read.
    """
    paths: dict[str, Path] = {part: getattr(exp_cfg, f"{part}_config") for part in PARTS}
    return {
        part: read_plain(path)
        for part, path in paths.items()
        if path.is_file() or not _is_usual(part, path)
    }


def _is_usual(part: str, path: Path) -> bool:
    return part in USUAL and path.as_posix().endswith(USUAL[part])


def _file(values: Mapping[str, Any], key: str, usual: str | None, path: Path) -> str:
    value = values.get(key, usual)
    if not isinstance(value, str):
        raise ConfigError(
            f"{shown_path(path)}: `{key}` must name a configuration file, not {value!r}. The path "
            "is seen from the folder of configuration files."
        )
    return value


def _section(values: Mapping[str, Any], key: str, path: Path) -> dict[str, Any]:
    value = values.get(key) or {}
    if not isinstance(value, dict):
        raise ConfigError(f"{shown_path(path)}: `{key}` must be a mapping of keys, not {value!r}.")
    return value


def _missing(path: Path) -> dict[str, Any]:
    names = sorted(file.stem for file in path.parent.glob("*.yaml"))
    raise MissingConfigFileError(
        f"The experiment `{path.stem}` has no file `{shown_path(path)}`."
        f"{suggestion(path.stem, names)} Experiments there: {', '.join(names) or 'none'}."
    )
