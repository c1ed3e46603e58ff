"""The old way to make a model: one of transformers, with its tokenizer.

`training.core.backbones` is the successor; there a model trains with every feature of the trainer.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.core.backbones.pretrained.custom_code import custom_code_error
from training.core.compat.checkpoint_loader import validate_checkpoint
from training.core.hardware.device import resolve_device
from training.core.io.torch import torch
from training.errors import ConfigError, missing_extra

logger = logging.getLogger("training")

DEFAULT_BACKBONE = "distilbert-base-uncased"


def create_model_and_tokenizer(
    config: Mapping[str, Any],
    label2id: Mapping[str, int],
    id2label: Mapping[int, str],
    device: torch.device | None = None,
    checkpoint_path: str | None = None,
) -> tuple[Any, Any, torch.device]:
    """Return a token classification model of transformers, its tokenizer and its device.

    Nothing is downloaded, and weights are read from safetensors only, so that nothing is unpickled.

    Args:
        config: Old configuration: `model.backbone` (a folder, or a name in the local cache) and
            `model.tokenizer` (by default the same).
        label2id: Numbers of the labels.
        id2label: Labels of the numbers.
        device: By default a GPU when there is one.
        checkpoint_path: Folder to load instead of the backbone, when it holds a model; else a
            warning says that it does not.

    Raises:
        ConfigError: Model or tokenizer are not on this machine.
        MissingExtraError: transformers is not installed.
    """
    model_config = config.get("model") or {}
    source = str(model_config.get("backbone") or DEFAULT_BACKBONE)
    tokenizer_source = str(model_config.get("tokenizer") or source)
    if checkpoint_path is not None and _is_usable(Path(checkpoint_path), source):
        source = tokenizer_source = str(checkpoint_path)
    model, tokenizer = _loaded(source, tokenizer_source, label2id, id2label)
    place = resolve_device("auto") if device is None else device
    return model.to(place), tokenizer, place


def _is_usable(folder: Path, backbone: str) -> bool:
    if validate_checkpoint(folder):
        return True
    logger.warning("%s holds no model; starting from the backbone %s instead", folder, backbone)
    return False


def _loaded(
    source: str, tokenizer_source: str, label2id: Mapping[str, int], id2label: Mapping[int, str]
) -> tuple[Any, Any]:
    try:
        from transformers import AutoModelForTokenClassification, AutoTokenizer
    except ModuleNotFoundError as error:
        raise missing_extra("transformers", "training-core", "transformers") from error
    labels = {"label2id": dict(label2id), "id2label": dict(id2label), "num_labels": len(label2id)}
    try:
        tokenizer = AutoTokenizer.from_pretrained(
            tokenizer_source, local_files_only=True, trust_remote_code=False
        )
        model = AutoModelForTokenClassification.from_pretrained(
            source,
            local_files_only=True,
            use_safetensors=True,
            trust_remote_code=False,
            **labels,
        )
    except (OSError, ValueError) as error:
        if code := custom_code_error(source, error):
            raise ConfigError(code) from error
        if isinstance(error, ValueError):
            raise
        raise ConfigError(
            f"model.backbone: {source} (tokenizer {tokenizer_source}) is not on this machine, and "
            "nothing is downloaded. Name a local folder with config.json, model.safetensors and "
            f"the tokenizer's files. ({str(error).splitlines()[0]})"
        ) from error
    return model, tokenizer
