"""Configure the BiLSTM backbone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pydantic import Field

from training.config import Section
from training.core.backbones.backbone import Backbone

if TYPE_CHECKING:
    from training.core.backbones.bilstm.encoder import BilstmEncoder


class BilstmOptions(Section):
    """Keys of `model` for the backbone `bilstm`."""

    hidden_size: int = Field(default=128, ge=1)
    """Length of the LSTM's state in each direction."""
    embedding_size: int = Field(default=64, ge=1)
    """Length of the vector of each word feature."""
    layers: int = Field(default=1, ge=1)
    """LSTM layers."""
    rows: int = Field(default=8192, ge=2)
    """Rows of each hashed embedding table."""
    character_size: int = Field(default=32, ge=0)
    """Length of the vector that is read from a word's characters; 0 for none."""
    form_dropout: float = Field(default=0.25, ge=0.0, lt=1.0)
    """Share of the words whose own form is hidden while training, so that affixes, shape,
    characters and context count, and words are found that were never seen."""
    dropout: float = Field(default=0.35, ge=0.0, lt=1.0)
    """Share of values dropped while training."""


class BilstmBackbone(Backbone):
    """Needs no vocabulary: every word has a place in the hashed tables."""

    inputs = "text"
    options = BilstmOptions
    encoding_keys = ("rows", "character_size")
    defaults = {"training": {"learning_rate": 4e-3, "epochs": 12, "batch_tokens": 512}}

    def fit(self, inputs: Iterable[str]) -> BilstmEncoder:
        """Return a new encoder; the inputs are not looked at."""
        return self._encoder()

    def load(self, folder: Path) -> BilstmEncoder:
        """Return an encoder of the same shape; the tables are part of its weights."""
        return self._encoder()

    def _encoder(self) -> BilstmEncoder:
        from training.core.backbones.bilstm.encoder import BilstmEncoder

        options = cast("BilstmOptions", self.settings)
        return BilstmEncoder(
            rows=options.rows,
            embedding_size=options.embedding_size,
            hidden_size=options.hidden_size,
            layers=options.layers,
            dropout=options.dropout,
            character_size=options.character_size,
            form_dropout=options.form_dropout,
        )
