"""Configuration: read it from files, the environment and `--set`, check it, say where it is from.

`resolve_config` is the way in. Its result holds a typed, immutable `RunConfig` and the origin of
every value. The functions of the old configuration folders live here too.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.config.compat.config_hashes import compute_config_hash as compute_config_hash
    from training.config.compat.config_hashes import compute_config_hashes as compute_config_hashes
    from training.config.compat.config_hashes import (
        create_config_metadata as create_config_metadata,
    )
    from training.config.compat.config_hashes import snapshot_configs as snapshot_configs
    from training.config.compat.config_hashes import (
        validate_config_immutability as validate_config_immutability,
    )
    from training.config.compat.distributed import (
        ResolvedDistributedConfig as ResolvedDistributedConfig,
    )
    from training.config.compat.distributed import (
        resolve_distributed_config as resolve_distributed_config,
    )
    from training.config.compat.experiment import ExperimentConfig as ExperimentConfig
    from training.config.compat.experiment import load_all_configs as load_all_configs
    from training.config.compat.experiment import load_experiment_config as load_experiment_config
    from training.config.compat.old_layout import build_training_config as build_training_config
    from training.config.compat.old_layout import load_config_file as load_config_file
    from training.config.dump import to_yaml as to_yaml
    from training.config.layers.config_file import MissingConfigFileError as MissingConfigFileError
    from training.config.origin import KeyPath as KeyPath
    from training.config.origin import Origin as Origin
    from training.config.resolve import config_from_values as config_from_values
    from training.config.resolve import resolve_config as resolve_config
    from training.config.resolved import ConfigRow as ConfigRow
    from training.config.resolved import ResolvedConfig as ResolvedConfig
    from training.config.schema.extension import Extend as Extend
    from training.config.schema.extension import Extension as Extension
    from training.config.schema.extension import UnknownChoice as UnknownChoice
    from training.config.schema.extension import UnusedOptions as UnusedOptions
    from training.config.schema.keys import KeyRow as KeyRow
    from training.config.schema.keys import key_table as key_table
    from training.config.schema.section import Section as Section
    from training.config.schema.sections import CheckpointConfig as CheckpointConfig
    from training.config.schema.sections import DataConfig as DataConfig
    from training.config.schema.sections import DistributedConfig as DistributedConfig
    from training.config.schema.sections import EarlyStoppingConfig as EarlyStoppingConfig
    from training.config.schema.sections import FingerprintsConfig as FingerprintsConfig
    from training.config.schema.sections import LoggingConfig as LoggingConfig
    from training.config.schema.sections import LossConfig as LossConfig
    from training.config.schema.sections import MetricsConfig as MetricsConfig
    from training.config.schema.sections import ModelConfig as ModelConfig
    from training.config.schema.sections import OptimizerConfig as OptimizerConfig
    from training.config.schema.sections import RunConfig as RunConfig
    from training.config.schema.sections import ScheduleConfig as ScheduleConfig
    from training.config.schema.sections import TaskConfig as TaskConfig
    from training.config.schema.sections import TrainingConfig as TrainingConfig
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "ConfigRow": "resolved",
            "CheckpointConfig": "schema.sections",
            "DataConfig": "schema.sections",
            "DistributedConfig": "schema.sections",
            "EarlyStoppingConfig": "schema.sections",
            "Extend": "schema.extension",
            "Extension": "schema.extension",
            "FingerprintsConfig": "schema.sections",
            "KeyPath": "origin",
            "KeyRow": "schema.keys",
            "LoggingConfig": "schema.sections",
            "MissingConfigFileError": "layers.config_file",
            "MetricsConfig": "schema.sections",
            "ModelConfig": "schema.sections",
            "LossConfig": "schema.sections",
            "OptimizerConfig": "schema.sections",
            "ScheduleConfig": "schema.sections",
            "Origin": "origin",
            "ResolvedConfig": "resolved",
            "ResolvedDistributedConfig": "compat.distributed",
            "RunConfig": "schema.sections",
            "Section": "schema.section",
            "TaskConfig": "schema.sections",
            "TrainingConfig": "schema.sections",
            "UnknownChoice": "schema.extension",
            "UnusedOptions": "schema.extension",
            "build_training_config": "compat.old_layout",
            "config_from_values": "resolve",
            "key_table": "schema.keys",
            "load_config_file": "compat.old_layout",
            "resolve_config": "resolve",
            "resolve_distributed_config": "compat.distributed",
            "to_yaml": "dump",
            "ExperimentConfig": "compat.experiment",
            "load_all_configs": "compat.experiment",
            "load_experiment_config": "compat.experiment",
            "compute_config_hash": "compat.config_hashes",
            "compute_config_hashes": "compat.config_hashes",
            "create_config_metadata": "compat.config_hashes",
            "snapshot_configs": "compat.config_hashes",
            "validate_config_immutability": "compat.config_hashes",
        },
    )
