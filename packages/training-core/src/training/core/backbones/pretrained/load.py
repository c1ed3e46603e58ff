"""Load models of transformers without downloading and without unpickling anything."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

from training._garbage import paused_collection
from training.core.backbones.pretrained.custom_code import custom_code_error
from training.core.backbones.pretrained.encoder import (
    DESCRIPTION,
    TOKENIZER,
    PretrainedEncoder,
    SpecialTokens,
)
from training.errors import ConfigError, RunError, missing_extra

CONFIG = "config.json"
ANY_LENGTH = 1_000_000
SHOWN = 200


def load_pretrained(name: str, frozen: bool, dropout: float | None = None) -> PretrainedEncoder:
    """Return the encoder of a folder, or of a name in the local cache.

    Args:
        name: The folder or the name.
        frozen: Whether its weights stay as they are.
        dropout: Share of values dropped inside the model while training; None for its own.

    Raises:
        ConfigError: It is not on this machine, its weights are no safetensors, it has no fast
            tokenizer, or it needs Python code from its folder, which is never run.
        MissingExtraError: transformers is not installed.
    """
    transformers = _transformers()
    tokenizer, config = _described(transformers, name)
    try:
        _set_dropout(config, dropout)
        model = transformers.AutoModel.from_pretrained(
            name,
            config=config,
            local_files_only=True,
            use_safetensors=True,
            trust_remote_code=False,
        )
    except (OSError, ValueError, TypeError, RuntimeError, LookupError, ArithmeticError) as error:
        raise _load_error(name, error) from error
    if not tokenizer.is_fast:
        raise ConfigError(
            f"model.name: {name} has no fast tokenizer (tokenizer.json), which is needed to find "
            "words again among sub-words. Convert it with transformers first."
        )
    model.pooler = None
    special = _special(tokenizer)
    return PretrainedEncoder(
        model, tokenizer.backend_tokenizer, special, _most(tokenizer, model), frozen
    )


def _described(transformers: Any, name: str) -> tuple[Any, Any]:
    """Return the tokenizer and the configuration of a model."""
    try:
        _require_object(Path(name) / CONFIG)
        tokenizer = transformers.AutoTokenizer.from_pretrained(
            name, local_files_only=True, add_prefix_space=True, trust_remote_code=False
        )
        config = transformers.AutoConfig.from_pretrained(
            name, local_files_only=True, trust_remote_code=False
        )
    # What is in the files decides what transformers and its parsers raise.
    except Exception as error:
        raise _load_error(name, error) from error
    return tokenizer, config


def _require_object(file: Path) -> None:
    if file.is_file() and not isinstance(_parsed(file), dict):
        raise ValueError(f"{file} is damaged: expected an object")


def _parsed(file: Path) -> Any:
    try:
        return json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{file} is damaged: {error}") from error


def _load_error(name: str, error: Exception) -> ConfigError:
    return ConfigError(custom_code_error(name, error) or _not_here(name, error))


def load_exported(folder: Path, frozen: bool, dropout: float | None = None) -> PretrainedEncoder:
    """Return an encoder as `PretrainedEncoder.save` described it, with random weights.

    Raises:
        RunError: A file is missing or damaged.
        MissingExtraError: transformers is not installed.
    """
    transformers = _transformers()
    from tokenizers import Tokenizer

    try:
        described = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        tokenizer = Tokenizer.from_str((folder / TOKENIZER).read_text(encoding="utf-8"))
        config = transformers.AutoConfig.for_model(**described["config"])
        _set_dropout(config, dropout)
    except Exception as error:
        raise RunError(
            f"{folder}: {DESCRIPTION} or {TOKENIZER} of the exported model cannot be read: "
            f"{error}. Restore the files, or train again."
        ) from error
    model = transformers.AutoModel.from_config(config, trust_remote_code=False)
    model.pooler = None
    special = SpecialTokens(**described["special"])
    return PretrainedEncoder(model, tokenizer, special, described["max_pieces"], frozen)


def _transformers() -> Any:
    try:
        with paused_collection():
            transformers: Any = importlib.import_module("transformers")
    except ModuleNotFoundError as error:
        if error.name != "transformers":
            raise
        raise missing_extra("transformers", "training-core", "transformers") from error
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    return transformers


def _set_dropout(config: Any, share: float | None) -> None:
    """Change every share of dropout that a model's configuration has; each kind has its names."""
    for name, value in config.to_dict().items():
        if share is not None and "drop" in name and isinstance(value, float):
            setattr(config, name, share)


def _special(tokenizer: Any) -> SpecialTokens:
    def first_of(*names: str) -> int | None:
        found = (getattr(tokenizer, f"{name}_token_id", None) for name in names)
        return next((one for one in found if one is not None), None)

    unknown = first_of("unk", "pad", "eos")
    return SpecialTokens(
        first_of("cls", "bos"), first_of("sep", "eos"), unknown or 0, first_of("mask")
    )


def _most(tokenizer: Any, model: Any) -> int:
    """Return the smallest of the bounds that tokenizer and model state."""
    bounds = [tokenizer.model_max_length, getattr(model.config, "max_position_embeddings", None)]
    stated = [one for one in bounds if one is not None and 0 < one < ANY_LENGTH]
    return min(stated, default=512)


def _not_here(name: str, error: Exception) -> str:
    reason = " ".join(str(error).split())[:SHOWN] or type(error).__name__
    if not isinstance(error, (OSError, ValueError)):
        reason = f"{Path(name) / CONFIG} or a file beside it is damaged: {reason}"
    return (
        f"model.name: `{name}` cannot be loaded from this machine, and nothing is downloaded. Name "
        "a local folder with config.json, model.safetensors and the tokenizer's files. "
        f"({reason})"
    )
