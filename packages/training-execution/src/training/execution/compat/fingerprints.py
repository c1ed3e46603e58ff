"""The old fingerprints of plain dictionaries.

Runs carry those of `training.core.runs.fingerprints`.

All are 32 hexadecimal digits of SHA-256 over `training.core.runs.canonical.canonical_text`: the
order of keys, the machine and the version of Python do not matter, and a `Path` stands for its
content.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from training.core.runs.canonical import fingerprint_of

SETTINGS = "fingerprints"


def compute_spec_fp(
    model_config: Mapping[str, Any],
    data_config: Mapping[str, Any],
    train_config: Mapping[str, Any],
    seed: int,
) -> str:
    """Return the fingerprint of everything that decides a result.

    Raises:
        TypeError: A value is neither mapping, list, text, number, path, truth value nor None.
    """
    parts = {"model": model_config, "data": data_config, "train": train_config, "seed": seed}
    return fingerprint_of(parts)


def compute_exec_fp(
    git_sha: str | None,
    env_config: Mapping[str, Any],
    include_precision: bool | None = None,
    include_determinism: bool | None = None,
) -> str:
    """Return the fingerprint of what a result is computed with.

    Args:
        git_sha: Commit of the code; None outside of a repository.
        env_config: The environment: packages, `precision`, `deterministic`, …
        include_precision: Whether `precision` counts; by default as `include_precision` in the
            section `fingerprints` of `env_config` says, else it does.
        include_determinism: Whether `deterministic` and `determinism` count; likewise.

    Raises:
        TypeError: A value has no canonical form.
    """
    settings = env_config.get(SETTINGS) or {}
    counts = {
        "precision": _chosen(include_precision, settings, "include_precision"),
        "deterministic": _chosen(include_determinism, settings, "include_determinism"),
        "determinism": _chosen(include_determinism, settings, "include_determinism"),
    }
    kept = {
        key: one for key, one in env_config.items() if key != SETTINGS and counts.get(key, True)
    }
    return fingerprint_of({"code": git_sha, "environment": kept})


def compute_conv_fp(
    parent_spec_fp: str, parent_exec_fp: str, conversion_config: Mapping[str, Any]
) -> str:
    """Return the fingerprint of a model that is converted from a trained one."""
    parts = {"spec_fp": parent_spec_fp, "exec_fp": parent_exec_fp, "conversion": conversion_config}
    return fingerprint_of(parts)


def compute_bench_fp(model_config: Mapping[str, Any], benchmark_config: Mapping[str, Any]) -> str:
    """Return the fingerprint of a benchmark of a model."""
    return fingerprint_of({"model": model_config, "benchmark": benchmark_config})


def compute_hardware_fp(hardware_info: Mapping[str, Any]) -> str:
    """Return the fingerprint of a machine."""
    return fingerprint_of({"hardware": hardware_info})


def _chosen(given: bool | None, settings: Mapping[str, Any], name: str) -> bool:
    return bool(settings.get(name, True)) if given is None else given
