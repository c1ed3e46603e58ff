"""Find the exported model that a training run starts from, as old configurations name it."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from training.core.export.model_files import CONFIG, WEIGHTS, holds_model
from training.core.export.seal import examine_model

logger = logging.getLogger("training")
VARIABLE = "CHECKPOINT_PATH"


def validate_checkpoint(checkpoint_path: Path) -> bool:
    """Return whether a folder holds an exported model.

    Args:
        checkpoint_path: It must hold ``config.json`` and one of ``pytorch_model.bin``,
            ``model.safetensors``, ``model.bin``. Nothing is loaded. A model that is sealed must
            agree with its manifest, too; a warning says how it does not.
    """
    folder = Path(checkpoint_path)
    if not holds_model(folder):
        return False
    found = examine_model(folder)
    if found.status in ("damaged", "newer"):
        logger.warning("%s: %s", folder, found.problem)
        return False
    return True


def resolve_training_checkpoint_path(
    config: Mapping[str, Any],
    previous_cache_path: Path | None = None,
    backbone: str | None = None,
    run_id: str | None = None,
) -> Path | None:
    """Return the first exported model among the places that may name one.

    In this order: the environment variable CHECKPOINT_PATH; ``training.checkpoint.source_path`` of
    the configuration, in which ``{backbone}`` and ``{run_id}`` are filled in; the folder
    ``checkpoint`` in the ``output_dir`` that the cache of a previous run names. A place that names
    something else is passed over with a warning.

    Args:
        config: Old configuration dictionary.
        previous_cache_path: JSON file of a previous run; it need not exist.
        backbone: Replaces ``{backbone}``.
        run_id: Replaces ``{run_id}``.

    Returns:
        The absolute path, or None when no place names an exported model.
    """
    for place, path in _candidates(config, previous_cache_path, backbone, run_id):
        if validate_checkpoint(path):
            return path.resolve()
        logger.warning(
            "%s: %s is no exported model (%s and one of %s) and is passed over",
            place,
            path,
            CONFIG,
            ", ".join(WEIGHTS),
        )
    return None


def _candidates(
    config: Mapping[str, Any], cache: Path | None, backbone: str | None, run_id: str | None
) -> Iterator[tuple[str, Path]]:
    variable = os.environ.get(VARIABLE)
    if variable:
        yield VARIABLE, Path(variable)
    checkpoint = (config.get("training") or {}).get("checkpoint") or {}
    source = checkpoint.get("source_path")
    if source:
        filled = _filled(str(source), backbone, run_id)
        yield "training.checkpoint.source_path", _beside_config(Path(filled), config)
    output = _output_of(cache)
    if output is not None:
        yield str(cache), output / "checkpoint"


def _filled(pattern: str, backbone: str | None, run_id: str | None) -> str:
    named = {"{backbone}": backbone, "{run_id}": run_id}
    for name, value in named.items():
        if value is not None:
            pattern = pattern.replace(name, value)
    return pattern


def _beside_config(path: Path, config: Mapping[str, Any]) -> Path:
    """Return a path of the working directory, or else one beside the configuration folder."""
    folder = config.get("_config_dir")
    if path.exists() or folder is None:
        return path
    return Path(folder).parent / path


def _output_of(cache: Path | None) -> Path | None:
    if cache is None or not Path(cache).is_file():
        return None
    try:
        output = json.loads(Path(cache).read_text(encoding="utf-8")).get("output_dir")
    except (OSError, ValueError, AttributeError) as error:
        logger.warning("%s: the cache of the previous run cannot be read: %s", cache, error)
        return None
    return None if output is None else Path(output)
