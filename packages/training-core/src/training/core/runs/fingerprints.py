"""Fingerprints of runs: data, specification, execution."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from training.config import RunConfig, TrainingConfig
from training.config.layers.relative_paths import path_keys
from training.config.origin import dotted
from training.config.resolved import leaves, plain_values
from training.core.data.read import reader_name
from training.core.plugins.former_names import with_first_names
from training.core.plugins.in_use import unrelated_plugins
from training.core.runs.canonical import content_fingerprint, fingerprint_of
from training.core.runs.environment import content_key, owner_name, third_party_plugins
from training.core.runs.record import model_folder
from training.errors import UserError

WITHOUT_EFFECT = (
    "name",
    "output_dir",
    "logging",
    "fingerprints",
    "data.path",
    "data.cache_dir",
    "data.workers",
    "distributed",
    "training.checkpoint.every_steps",
    "training.checkpoint.every_minutes",
    "training.checkpoint.keep_last",
)
"""Keys that change where, when and how fast something is done, but not what comes out. The content
of the data is compared by its fingerprint, the number of processes with that of a checkpoint."""

LATER_KEYS: Mapping[str, Any] = {
    "data.test_seed": None,
    "training.optimizer.name": "adamw",
    "training.optimizer.betas": [0.9, 0.999],
    "training.optimizer.eps": 1e-8,
    "task.loss.name": "cross-entropy",
    "task.teacher": None,
    "task.distillation.temperature": 2.0,
    "task.distillation.alpha": 0.5,
    "training.max_minutes": None,
}
"""Keys that runs could not choose at first, and what held for all: with that they are left out, so
that the fingerprints of earlier runs stay as they are."""

OF_EXECUTION = (
    "training.precision",
    "training.matmul_precision",
    "training.compile",
    "training.activation_checkpointing",
    "training.deterministic",
    "training.on_out_of_memory",
    "training.device",
    "training.threads",
)
"""Keys that change how it is computed: the result differs by rounding only."""

BESIDE_THE_FIT = ("training-cli", "training-hpo")
"""Distributions that are recorded and do not count: they take no part in a fit."""


@dataclass(frozen=True)
class Fingerprints:
    """The three names by which runs are recognised, each of 32 hexadecimal digits.

    Attributes:
        data_fp: Content of the data, wherever it is stored.
        spec_fp: Everything that decides the result: data, starting weights and every key of the
            configuration except `WITHOUT_EFFECT` and `OF_EXECUTION`.
        exec_fp: What it was computed with, as far as `fingerprints.execution` says that it counts.
    """

    data_fp: str
    spec_fp: str
    exec_fp: str

    def as_record(self) -> dict[str, str]:
        """Return them as they stand in `run.json`."""
        return asdict(self)


def fingerprints_of(
    config: RunConfig, data_fp: str, environment: Mapping[str, Any]
) -> Fingerprints:
    """Return the fingerprints of a run.

    Args:
        config: Its resolved configuration.
        data_fp: Fingerprint of the content of its data.
        environment: What `describe_environment` returned.
    """
    return Fingerprints(data_fp, spec_fingerprint(config, data_fp), _execution(config, environment))


def spec_fingerprint(config: RunConfig, data_fp: str, keys: Container[str] | None = None) -> str:
    """Return the `spec_fp` of a configuration and data.

    Args:
        config: The configuration.
        data_fp: Fingerprint of the content of the data.
        keys: The only keys that count, of a run of a version that knew no others; by default all.
    """
    values = specification(config)
    known = {key: value for key, value in values.items() if keys is None or key in keys}
    return fingerprint_of({"data_fp": data_fp, "config": known})


def specification(config: RunConfig) -> dict[str, Any]:
    """Return the values that decide the result, by key; files stand for their content."""
    values = with_first_names(deciding_values(config))
    by_content = {key: _by_content(value) for key, value in _paths(config, values).items()}
    kept = {**values, **by_content}
    return {key: value for key, value in kept.items() if not is_below(key, OF_EXECUTION)}


def names_files(config: RunConfig) -> bool:
    """Return whether the specification depends on the content of files, or did when it was made."""
    named = _paths(config, deciding_values(config)).items()
    return any(
        isinstance(value, str) and (key != "model.name" or "/" in value or _exists(value))
        for key, value in named
    )


def _paths(config: RunConfig, values: Mapping[str, Any]) -> dict[str, Any]:
    paths = {"model.name", *(dotted(key) for key in path_keys(type(config)))}
    return {key: value for key, value in values.items() if key in paths}


def deciding_values(config: RunConfig) -> dict[str, Any]:
    """Return every value but those without effect, by key."""
    values = {dotted(path): value for path, value in leaves(plain_values(config)).items()}
    order = list(type(config.training.callbacks).model_fields)
    values |= {"training.callbacks": order} if order else {}
    return {
        key: value
        for key, value in values.items()
        if not is_below(key, WITHOUT_EFFECT)
        and not (key in LATER_KEYS and value == LATER_KEYS[key])
    }


def is_below(key: str, sections: Sequence[str]) -> bool:
    """Return whether a dotted key is one of `sections`, or stands in one of them."""
    return any(key == section or key.startswith(f"{section}.") for section in sections)


def _by_content(value: Any) -> Any:
    """Return the content of a file, a folder or a run's model in place of its name."""
    if not isinstance(value, str) or not _exists(value):
        return value
    return {"content": content_fingerprint(model_folder(Path(value)))}


def _exists(name: str) -> bool:
    try:
        return Path(name).exists()
    except OSError:
        return False


def _execution(config: RunConfig, environment: Mapping[str, Any]) -> str:
    known = execution_parts(config, environment)
    return fingerprint_of(
        {name: known[name] for name in sorted(set(config.fingerprints.execution))}
    )


def execution_parts(config: RunConfig, environment: Mapping[str, Any]) -> dict[str, Any]:
    """Return everything that `fingerprints.execution` may name, with its value."""
    training = config.training
    code = environment.get("code") or {}
    return {
        "code": {name: code.get(name) for name in ("commit", "changes")},
        "packages": {
            **_counting(environment.get("packages") or {}),
            **_plugins(config, environment),
        },
        "python": str(environment.get("python", "")).rpartition(".")[0],
        "platform": environment.get("platform"),
        "device": environment.get("device"),
        "precision": _precision(training),
        "determinism": {"deterministic": training.deterministic},
        "processes": {
            "enabled": config.distributed.enabled,
            "world_size": config.distributed.world_size,
            "threads": training.threads,
        },
    }


def _plugins(config: RunConfig, environment: Mapping[str, Any]) -> dict[str, Any]:
    """Return versions and contents of plugins, without those that have no part in the run."""
    noted = {**(environment.get("plugins") or {}), **(environment.get("plugin_contents") or {})}
    unrelated = unrelated_plugins(plain_values(config), _automatic_reader(config))
    owners = {owner_name(one) for one in unrelated}
    kept = {owner_name(one) for one in third_party_plugins() if one not in unrelated}
    left_out = {*(owners - kept), *map(content_key, unrelated)}
    return {name: value for name, value in noted.items() if name not in left_out}


def _automatic_reader(config: RunConfig) -> list[str]:
    try:
        return [reader_name(config.data)]
    except UserError:
        return []


def _precision(training: TrainingConfig) -> dict[str, Any]:
    """Return how exactly is computed; what runs could not choose at first is left out if unset."""
    known = {"precision": training.precision, "compile": training.compile}
    if training.matmul_precision == "highest":
        return known
    return {**known, "matmul_precision": training.matmul_precision}


def _counting(packages: Mapping[str, str]) -> dict[str, str]:
    return {name: one for name, one in packages.items() if name not in BESIDE_THE_FIT}
