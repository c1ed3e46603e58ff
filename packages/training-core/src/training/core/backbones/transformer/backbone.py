"""Configure the backbone `transformer`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pydantic import Field

from training.config import Section
from training.core.backbones.backbone import Backbone
from training.errors import ConfigError

if TYPE_CHECKING:
    from training.core.backbones.transformer.encoder import TransformerEncoder


class TransformerOptions(Section):
    """Keys of `model` for the backbone `transformer`."""

    hidden_size: int = Field(default=128, ge=2)
    """Length of a word's vector."""
    layers: int = Field(default=2, ge=1)
    """Layers of self-attention."""
    heads: int = Field(default=4, ge=1)
    """Attention heads of a layer; they divide `hidden_size`."""
    rows: int = Field(default=8192, ge=2)
    """Rows of each hashed embedding table."""
    max_words: int = Field(default=512, ge=8)
    """Most words that are read at a time; longer texts are read in windows."""
    dropout: float = Field(default=0.2, ge=0.0, lt=1.0)
    """Share of values dropped while training."""


class TransformerBackbone(Backbone):
    """Needs no vocabulary: every word has a place in the hashed tables."""

    inputs = "text"
    options = TransformerOptions
    encoding_keys = ("rows", "max_words")
    defaults = {"training": {"learning_rate": 2e-3, "epochs": 12, "batch_tokens": 1024}}

    def fit(self, inputs: Iterable[str]) -> TransformerEncoder:
        """Return a new encoder; the inputs are not looked at.

        Raises:
            ConfigError: The heads do not divide the hidden size.
        """
        return self._encoder()

    def load(self, folder: Path) -> TransformerEncoder:
        """Return an encoder of the same shape; the tables are part of its weights."""
        return self._encoder()

    def _encoder(self) -> TransformerEncoder:
        from training.core.backbones.transformer.encoder import TransformerEncoder

        options = cast("TransformerOptions", self.settings)
        if options.hidden_size % options.heads:
            raise ConfigError(
                f"model.heads={options.heads} does not divide model.hidden_size="
                f"{options.hidden_size}; choose a divisor."
            )
        return TransformerEncoder(
            rows=options.rows,
            hidden_size=options.hidden_size,
            layers=options.layers,
            heads=options.heads,
            max_words=options.max_words,
            dropout=options.dropout,
        )
