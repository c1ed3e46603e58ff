"""Configuration: read it from files, the environment and `--set`, check it, say where it is from.

`resolve_config` is the way in. Its result holds a typed, immutable `RunConfig` and the origin of
every value. The functions of the old configuration folders live here too.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.config.config_file import MissingConfigFileError as MissingConfigFileError
    from training.config.config_hashes import compute_config_hash as compute_config_hash
    from training.config.config_hashes import compute_config_hashes as compute_config_hashes
    from training.config.config_hashes import create_config_metadata as create_config_metadata
    from training.config.config_hashes import snapshot_configs as snapshot_configs
    from training.config.config_hashes import (
        validate_config_immutability as validate_config_immutability,
    )
    from training.config.distributed import ResolvedDistributedConfig as ResolvedDistributedConfig
    from training.config.distributed import resolve_distributed_config as resolve_distributed_config
    from training.config.dump import to_yaml as to_yaml
    from training.config.experiment import ExperimentConfig as ExperimentConfig
    from training.config.experiment import load_all_configs as load_all_configs
    from training.config.experiment import load_experiment_config as load_experiment_config
    from training.config.extension import Extend as Extend
    from training.config.extension import Extension as Extension
    from training.config.extension import UnknownChoice as UnknownChoice
    from training.config.extension import UnusedOptions as UnusedOptions
    from training.config.keys import KeyRow as KeyRow
    from training.config.keys import key_table as key_table
    from training.config.old_layout import build_training_config as build_training_config
    from training.config.old_layout import load_config_file as load_config_file
    from training.config.origin import KeyPath as KeyPath
    from training.config.origin import Origin as Origin
    from training.config.resolve import config_from_values as config_from_values
    from training.config.resolve import resolve_config as resolve_config
    from training.config.resolved import ConfigRow as ConfigRow
    from training.config.resolved import ResolvedConfig as ResolvedConfig
    from training.config.section import Section as Section
    from training.config.sections import CheckpointConfig as CheckpointConfig
    from training.config.sections import DataConfig as DataConfig
    from training.config.sections import DistributedConfig as DistributedConfig
    from training.config.sections import EarlyStoppingConfig as EarlyStoppingConfig
    from training.config.sections import FingerprintsConfig as FingerprintsConfig
    from training.config.sections import LoggingConfig as LoggingConfig
    from training.config.sections import ModelConfig as ModelConfig
    from training.config.sections import RunConfig as RunConfig
    from training.config.sections import TaskConfig as TaskConfig
    from training.config.sections import TrainingConfig as TrainingConfig
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "ConfigRow": "resolved",
            "CheckpointConfig": "sections",
            "DataConfig": "sections",
            "DistributedConfig": "sections",
            "EarlyStoppingConfig": "sections",
            "Extend": "extension",
            "Extension": "extension",
            "FingerprintsConfig": "sections",
            "KeyPath": "origin",
            "KeyRow": "keys",
            "LoggingConfig": "sections",
            "MissingConfigFileError": "config_file",
            "ModelConfig": "sections",
            "Origin": "origin",
            "ResolvedConfig": "resolved",
            "ResolvedDistributedConfig": "distributed",
            "RunConfig": "sections",
            "Section": "section",
            "TaskConfig": "sections",
            "TrainingConfig": "sections",
            "UnknownChoice": "extension",
            "UnusedOptions": "extension",
            "build_training_config": "old_layout",
            "config_from_values": "resolve",
            "key_table": "keys",
            "load_config_file": "old_layout",
            "resolve_config": "resolve",
            "resolve_distributed_config": "distributed",
            "to_yaml": "dump",
            "ExperimentConfig": "experiment",
            "load_all_configs": "experiment",
            "load_experiment_config": "experiment",
            "compute_config_hash": "config_hashes",
            "compute_config_hashes": "config_hashes",
            "create_config_metadata": "config_hashes",
            "snapshot_configs": "config_hashes",
            "validate_config_immutability": "config_hashes",
        },
    )
