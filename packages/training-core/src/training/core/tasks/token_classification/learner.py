"""The model of token classification and how it is fed and scored."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from training.core.backbones.text import TextEncoder
from training.core.backbones.text import Tokens
from training.core.data.documents import Document
from training.core.data.documents import Span
from training.core.entity_scores import TagTable
from training.core.learner import Batch
from training.core.learner import Example
from training.core.learner import Learner
from training.core.learner import Scorer
from training.core.tasks.token_classification.heads.linear import LinearHead
from training.core.tasks.token_classification.heads.tag_head import UNKNOWN
from training.core.tasks.token_classification.heads.tag_head import TagHead
from training.core.tasks.token_classification.scoring import TokenClassificationScorer
from training.core.tasks.token_classification.tags import TagSet
from training.core.tasks.token_classification.windows import Window
from training.core.tasks.token_classification.windows import windows_of
from training.core.torch_extra import nn
from training.core.torch_extra import torch
from training.errors import ConfigError


@dataclass(frozen=True)
class TextLimits:
    """How texts are cut and disturbed.

    Attributes:
        max_length: Most pieces of a window; None for what the encoder can read.
        stride: Pieces that neighbouring windows should both read.
        word_dropout: Share of the training words that are hidden from the encoder.
    """

    max_length: int | None = None
    stride: int = 32
    word_dropout: float = 0.0


class TokenTagger(nn.Module):
    """An encoder with a head that scores every tag for every word.

    Args:
        encoder: Turns pieces of words into vectors.
        head: Scores tags.
        dropout: Share of a word's values dropped before the head.
    """

    def __init__(self, encoder: TextEncoder, head: TagHead, dropout: float = 0.2) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.head = head

    def forward(self, tensors: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return tag scores, of shape [batch, words, tags]."""
        hidden = self.encoder(tensors["features"], tensors["lengths"])
        heads = tensors.get("heads")
        if heads is not None:
            hidden = hidden.gather(1, heads.unsqueeze(-1).expand(-1, -1, hidden.shape[-1]))
        scores: torch.Tensor = self.head(self.dropout(hidden))
        return scores


class TokenClassificationLearner(Learner):
    """Tags words, speaks in spans.

    Args:
        schema: ``{"labels": [...]}``.
        encoder: Encoder of a text backbone.
        head: Scores tags; by default a linear one.
        limits: How texts are cut and disturbed.

    Raises:
        ConfigError: `limits` ask for what the encoder cannot do.
    """

    def __init__(
        self,
        schema: Mapping[str, Any],
        encoder: TextEncoder,
        head: TagHead | None = None,
        limits: TextLimits | None = None,
    ) -> None:
        self.schema = schema
        self.tags = TagSet(schema["labels"])
        self.encoder = encoder
        self.head = head or LinearHead(encoder.size, len(self.tags))
        self.model = TokenTagger(encoder, self.head)
        self._limits = limits or TextLimits()
        self._frame = encoder.frame()
        self._room = _room(encoder, self._limits, self._frame)
        self._unknown = _unknown(encoder, self._limits)

    def encode(self, samples: Sequence[Document]) -> list[list[Example]]:
        """Tokenise documents, give each word its tag, and cut long ones into windows."""
        texts = [document.text for document in samples]
        return [
            list(self._windows(document, tokens))
            for document, tokens in zip(samples, self.encoder.tokenize(texts))
        ]

    def _windows(self, document: Document, tokens: Tokens) -> Iterator[Example]:
        known = [span for span in document.spans if span.label in self.tags.labels]
        tags = self.tags.encode(known, tokens.starts, tokens.ends)
        inside = (tags > 0) & (tags % 2 == 0)
        spans = np.array(
            [(span.start, span.end, self.tags.labels.index(span.label)) for span in known],
            dtype=np.int64,
        ).reshape(-1, 3)
        ends = np.append(tokens.heads[1:], len(tokens.features)) if len(tags) else tokens.heads
        cut = windows_of(ends - tokens.heads, self._room, self._limits.stride, inside)
        for number, window in enumerate(cut):
            yield self._example(tokens, tags, window, ends, spans[: None if number == 0 else 0])

    def _example(
        self, tokens: Tokens, tags: np.ndarray, window: Window, ends: np.ndarray, spans: np.ndarray
    ) -> Example:
        before, after = self._frame
        first = int(tokens.heads[window.start]) if len(tags) else 0
        last = int(ends[window.end - 1]) if len(tags) else 0
        if self._room is not None:
            last = min(last, first + self._room)
        read = [tokens.features[first:last]]
        if len(before) or len(after):
            read = [before, *read, after]
        owned = slice(window.owned_start, window.owned_end)
        return {
            "features": np.concatenate(read).astype(np.int32),
            "heads": (tokens.heads[owned] - first + len(before)).astype(np.int32),
            "starts": tokens.starts[owned].astype(np.int32),
            "ends": tokens.ends[owned].astype(np.int32),
            "tags": tags[owned].astype(np.int16),
            "spans": spans.astype(np.int32),
        }

    def length(self, example: Example) -> int:
        """Return the number of pieces that are read."""
        return len(example["features"])

    def augment(self, example: Example, random: np.random.Generator) -> Example:
        """Hide some words from the encoder."""
        if self._unknown is None:
            return example
        heads, size = example["heads"], len(example["features"])
        hidden = random.random(len(heads)) < self._limits.word_dropout
        if not hidden.any():
            return example
        word_of = np.searchsorted(heads, np.arange(size), side="right") - 1
        judged = (word_of >= 0) & (np.arange(size) < size - len(self._frame[1]))
        features = example["features"].copy()
        features[judged & hidden[word_of]] = self._unknown
        return {**example, "features": features}

    def collate(self, examples: Sequence[Example]) -> Batch:
        """Pad features with 0 and tags with -100, which the loss passes over."""
        lengths = [len(example["features"]) for example in examples]
        words = [len(example["tags"]) for example in examples]
        pieces, width = max([1, *lengths]), max([1, *words])
        depth = examples[0]["features"].shape[1]
        features = np.zeros((len(examples), pieces, depth), dtype=np.int64)
        tags = np.full((len(examples), width), UNKNOWN, dtype=np.int64)
        for row, (example, length, count) in enumerate(zip(examples, lengths, words)):
            features[row, :length] = example["features"]
            tags[row, :count] = example["tags"]
        arrays = {"features": features, "tags": tags, "lengths": np.array(lengths)}
        arrays["words"] = np.array(words)
        if self.encoder.splits_words:
            arrays["heads"] = _padded_heads(examples, width)
        tensors = {name: torch.from_numpy(array) for name, array in arrays.items()}
        cells = pieces * len(examples)
        return Batch(tensors, len(examples), sum(words), cells, cells - sum(lengths))

    def loss(self, output: torch.Tensor, batch: Batch) -> torch.Tensor:
        """Return the head's loss, as a mean over words."""
        tensors = batch.tensors
        total = self.head.loss(output, tensors["tags"], tensors["words"])
        return total / max(1, batch.tokens)

    def predictions(self, output: torch.Tensor, batch: Batch) -> list[np.ndarray]:
        """Return the best tag of every word."""
        lengths = batch.tensors["words"]
        best = self.head.decode(output, lengths).cpu().numpy()
        return [row[:length] for row, length in zip(best, lengths.tolist())]

    def join(
        self, windows: Sequence[Example], predictions: Sequence[np.ndarray]
    ) -> tuple[Example, np.ndarray]:
        """Put the words that each window judged one after the other."""
        if len(windows) == 1:
            return windows[0], predictions[0]
        names = ("starts", "ends", "tags", "spans")
        whole = {name: np.concatenate([one[name] for one in windows]) for name in names}
        return whole, np.concatenate(predictions)

    def scorer(self) -> Scorer:
        """Score entities on the characters people marked, and tags on words."""
        return TokenClassificationScorer(TagTable(self.tags.names))

    def present(self, sample: Document, example: Example, prediction: np.ndarray) -> dict[str, Any]:
        """Return the text with the spans found in it."""
        spans: list[Span] = self.tags.decode(prediction, example["starts"], example["ends"])
        return {"text": sample.text, "annotations": [list(span) for span in spans]}

    def enable_activation_checkpointing(self) -> None:
        """Ask the encoder.

        Raises:
            ConfigError: It cannot.
        """
        if not self.encoder.enable_activation_checkpointing():
            super().enable_activation_checkpointing()

    def save_assets(self, folder: Path) -> None:
        """Write the encoder's tokenizer files."""
        self.encoder.save(folder)


def _padded_heads(examples: Sequence[Example], width: int) -> np.ndarray:
    heads = np.zeros((len(examples), width), dtype=np.int64)
    for row, example in enumerate(examples):
        heads[row, : len(example["heads"])] = example["heads"]
    return heads


def _room(
    encoder: TextEncoder, limits: TextLimits, frame: tuple[np.ndarray, np.ndarray]
) -> int | None:
    """Return the most pieces of a window without its frame."""
    most = encoder.max_pieces
    asked = limits.max_length
    if asked is not None and most is not None and asked > most:
        raise ConfigError(
            f"task.max_length={asked}: the backbone reads at most {most} pieces at a time. Longer "
            "documents are read in windows; leave the key out."
        )
    chosen = most if asked is None else asked
    if chosen is None:
        return None
    room = chosen - sum(map(len, frame))
    if room < 1:
        raise ConfigError(
            f"task.max_length={chosen}: the frame of every window takes {chosen - room} pieces, so "
            "none is left for the text."
        )
    return room


def _unknown(encoder: TextEncoder, limits: TextLimits) -> np.ndarray | None:
    if not limits.word_dropout:
        return None
    unknown = encoder.unknown()
    if unknown is None:
        raise ConfigError("task.word_dropout: this backbone cannot hide words. Set it to 0.")
    return unknown
