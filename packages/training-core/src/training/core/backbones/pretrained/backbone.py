"""Configure the backbone `pretrained`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pydantic import Field

from training.config import Section
from training.core.backbones.backbone import Backbone

if TYPE_CHECKING:
    from training.core.backbones.pretrained.encoder import PretrainedEncoder


TOKENIZER_FILES = (
    "config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
    "spiece.model",
    "sentencepiece.bpe.model",
    "tokenizer.model",
)


class PretrainedOptions(Section):
    """Keys of `model` for the backbone `pretrained`."""

    name: str = Field(min_length=1)
    """Folder of a model, or its name in the local cache of transformers; nothing is downloaded."""
    frozen: bool = False
    """Leave the weights of the backbone as they are, and train the task's head alone."""
    dropout: float | None = Field(default=None, ge=0.0, lt=1.0)
    """Share of values dropped inside the backbone while training; by default as it was made."""
    frozen_embeddings: bool = False
    """Leave the embeddings as they are: faster, and with little data no worse."""
    frozen_layers: int = Field(default=0, ge=0)
    """Layers nearest to the input that stay as they are, and the embeddings with them."""


class PretrainedBackbone(Backbone):
    """A pretrained model whose weights are safetensors."""

    inputs = "text"
    options = PretrainedOptions
    encoding_keys = ("name",)
    defaults = {"training": {"learning_rate": 1e-4, "epochs": 4, "batch_tokens": 512}}

    def fit(self, inputs: Iterable[str]) -> PretrainedEncoder:
        """Return the encoder with its pretrained weights; the inputs are not looked at.

        Raises:
            ConfigError: The model is not on this machine, or has no fast tokenizer.
            MissingExtraError: transformers is not installed.
        """
        from training.core.backbones.pretrained.load import load_pretrained

        encoder = load_pretrained(self._options.name, self._options.frozen, self._options.dropout)
        return self._partly_frozen(encoder)

    def load(self, folder: Path) -> PretrainedEncoder:
        """Return an encoder of the exported shape and with the exported tokenizer."""
        from training.core.backbones.pretrained.load import load_exported

        return self._partly_frozen(
            load_exported(folder, self._options.frozen, self._options.dropout)
        )

    def files(self) -> list[Path]:
        """Return the files that say how texts are cut, of a folder or in the local cache."""
        found = (_local_file(self._options.name, file) for file in TOKENIZER_FILES)
        return [path for path in found if path is not None]

    def _partly_frozen(self, encoder: PretrainedEncoder) -> PretrainedEncoder:
        from training.core.backbones.pretrained import freeze

        if self._options.frozen_embeddings:
            freeze.freeze_embeddings(encoder.model)
        if self._options.frozen_layers:
            freeze.freeze_lowest_layers(encoder.model, self._options.frozen_layers)
        return encoder

    @property
    def _options(self) -> PretrainedOptions:
        return cast("PretrainedOptions", self.settings)


def _local_file(model: str, file: str) -> Path | None:
    """Return a file of a model's folder, or of the copy that the cache of transformers holds."""
    try:
        if Path(model).is_dir():
            path = Path(model) / file
            return path if path.is_file() else None
        from huggingface_hub import try_to_load_from_cache

        cached = try_to_load_from_cache(model, file)
    except (ImportError, OSError, ValueError):
        return None
    return Path(cached) if isinstance(cached, str) else None
