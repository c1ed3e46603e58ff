"""A model of transformers as a text encoder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from training.core.backbones.dropout import use_quick_dropout
from training.core.backbones.pretrained.attention import attention_for
from training.core.backbones.text import TextEncoder, Tokens
from training.core.io.atomic_files import write_json
from training.core.io.torch import nn, torch

TOKENIZER = "tokenizer.json"
DESCRIPTION = "backbone.json"


@dataclass(frozen=True)
class SpecialTokens:
    """Ids of subwords that stand for no text.

    Attributes:
        first: Before every input; None for nothing.
        last: After every input; None for nothing.
        unknown: In place of a word the tokenizer leaves out.
        mask: In place of a hidden word; None when the model knows none.
    """

    first: int | None
    last: int | None
    unknown: int
    mask: int | None


class PretrainedEncoder(TextEncoder):
    """Sub-words through a transformer.

    Args:
        model: A model of transformers without a head.
        tokenizer: A `tokenizers.Tokenizer`.
        special: Ids of special subwords.
        max_subwords: Most subwords of an input.
        frozen: Whether its weights stay as they are.
    """

    def __init__(
        self,
        model: nn.Module,
        tokenizer: Any,
        special: SpecialTokens,
        max_subwords: int,
        frozen: bool = False,
    ) -> None:
        super().__init__()
        self.model = model
        self.special = special
        self.max_subwords = max_subwords
        self.size = int(self._config["hidden_size"])
        self.frozen = frozen
        self._tokenizer = tokenizer
        use_quick_dropout(model)
        tokenizer.no_padding()
        tokenizer.no_truncation()
        if frozen:
            model.requires_grad_(False)

    def tokenize(self, texts: Sequence[Sequence[str]]) -> list[Tokens]:
        """Split all words into sub-words, in one call."""
        encoded = self._tokenizer.encode_batch(
            texts, is_pretokenized=True, add_special_tokens=False
        )
        return [
            self._tokens(one.ids, one.word_ids, len(words)) for one, words in zip(encoded, texts)
        ]

    def frame(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the subwords with which the model was pretrained to begin and end."""
        first, last = (
            np.array([] if one is None else [one], dtype=np.int32).reshape(-1, 1)
            for one in (self.special.first, self.special.last)
        )
        return first, last

    def unknown(self) -> np.ndarray | None:
        """Return the mask."""
        mask = self.special.mask
        return None if mask is None else np.array([mask], dtype=np.int32)

    def forward(self, features: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Encode a padded batch (see `TextEncoder.forward`)."""
        positions = torch.arange(features.shape[1], device=features.device)
        mask = (positions < lengths.unsqueeze(1)).long()
        learns = torch.is_grad_enabled() and not self.frozen
        with torch.set_grad_enabled(learns), attention_for(features):
            output = self.model(input_ids=features[..., 0], attention_mask=mask)
        hidden: torch.Tensor = output.last_hidden_state
        return hidden

    def train(self, mode: bool = True) -> PretrainedEncoder:
        """Choose between training and evaluation; a frozen model always evaluates."""
        super().train(mode and not self.frozen)
        return self

    def save(self, folder: Path) -> None:
        """Write the tokenizer and the shape of the model."""
        self._tokenizer.save(str(folder / TOKENIZER))
        description = {
            "config": self._config,
            "special": asdict(self.special),
            "max_pieces": self.max_subwords,
        }
        write_json(folder / DESCRIPTION, description)

    def enable_activation_checkpointing(self) -> bool:
        """Ask the model; most of transformers can."""
        model: Any = self.model
        if not getattr(model, "supports_gradient_checkpointing", False):
            return False
        if hasattr(model, "activation_checkpointing_enable"):
            model.activation_checkpointing_enable()
        else:
            model.gradient_checkpointing_enable({"use_reentrant": False})
        return True

    @property
    def _config(self) -> Mapping[str, Any]:
        config: Any = self.model.config
        values: dict[str, Any] = config.to_dict()
        return values

    def _tokens(self, subwords: Sequence[int], words_of: Sequence[int], words: int) -> Tokens:
        ids, word_ids = np.array(subwords, dtype=np.int32), np.array(words_of, dtype=np.int64)
        present, heads = np.unique(word_ids, return_index=True)
        if len(present) < words:
            missing = np.setdiff1d(np.arange(words), present)
            places = np.searchsorted(word_ids, missing)
            ids = np.insert(ids, places, self.special.unknown)
            word_ids = np.insert(word_ids, places, missing)
            heads = np.unique(word_ids, return_index=True)[1]
        return Tokens(ids.reshape(-1, 1), heads)
