"""The model of token classification and how it is fed and scored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from training.core.backbones.dropout import Dropout
from training.core.backbones.text import TextEncoder, Tokens
from training.core.data.documents import Document, Span
from training.core.data.words import Splitting, word_bounds, words_at
from training.core.io.torch import nn, torch
from training.core.metrics.entities import TagTable, entities_of
from training.core.metrics.entities.tag_table import Scheme
from training.core.metrics.item_metric import Items
from training.core.tasks.task_model import TEACHER, Batch, Example, Scorer, TaskModel
from training.core.tasks.text.inputs import (
    features_of,
    padded_features,
    with_words_hidden_at_random,
    word_ends,
)
from training.core.tasks.text.limits import TextLimits, hidden_subword, room_of
from training.core.tasks.text.windows import windows_of
from training.core.tasks.token_classification.heads.linear import LinearHead
from training.core.tasks.token_classification.heads.tag_head import UNKNOWN, TagHead
from training.core.tasks.token_classification.scorer import TokenClassificationScorer
from training.core.tasks.token_classification.tags import TagSet
from training.errors import ConfigError


class TokenTagger(nn.Module):
    """An encoder with a head that scores every tag for every word.

    Args:
        encoder: Turns subwords into vectors.
        head: Scores tags.
        dropout: Share of a word's values dropped before the head.
    """

    def __init__(self, encoder: TextEncoder, head: TagHead, dropout: float) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = Dropout(dropout)
        self.head = head

    def forward(self, tensors: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return tag scores, of shape [batch, words, tags]."""
        hidden = self.encoder(tensors["features"], tensors["lengths"])
        heads = tensors.get("heads")
        if heads is not None:
            hidden = hidden.gather(1, heads.unsqueeze(-1).expand(-1, -1, hidden.shape[-1]))
        scores: torch.Tensor = self.head(self.dropout(hidden))
        return scores


class TokenClassificationModel(TaskModel):
    """Tags words, speaks in spans.

    Args:
        schema: ``{"labels": [...], "words": "signs"}``; words may be missing.
        encoder: Encoder of a text backbone.
        head: Scores tags; by default a linear one.
        limits: How texts are cut and disturbed.
        scheme: How predicted tags become entities when they are scored.
        dropout: Share of the values of a word's vector that are dropped before the head.

    Raises:
        ConfigError: `limits` ask for what the encoder cannot do.
    """

    def __init__(
        self,
        schema: Mapping[str, Any],
        encoder: TextEncoder,
        head: TagHead | None = None,
        limits: TextLimits | None = None,
        scheme: Scheme = "conll",
        dropout: float = 0.2,
    ) -> None:
        self.schema = schema
        self.tags = TagSet(schema["labels"])
        self._splitting: Splitting = schema.get("words", "signs")
        self.encoder = encoder
        self.head = head or LinearHead(encoder.size, len(self.tags))
        self.passes, self.classes = self.head.passes, self.tags.names
        self.model = TokenTagger(encoder, self.head, dropout)
        self._limits = limits or TextLimits()
        self._table = TagTable(self.tags.names, scheme)
        self._frame = encoder.frame()
        self._tag_type = np.int16 if len(self.tags) <= np.iinfo(np.int16).max else np.int32
        self._room = room_of(encoder, self._limits)
        self._unknown = hidden_subword(encoder, self._limits)

    def encode(self, samples: Sequence[Document]) -> list[list[Example]]:
        """Tokenise documents, give each word its tag, and cut long ones into windows."""
        bounds = [word_bounds(one.text, self._splitting) for one in samples]
        words = [words_at(one.text, places) for one, places in zip(samples, bounds)]
        tokenized = self.encoder.tokenize(words)
        return [list(self._windows(*parts)) for parts in zip(samples, bounds, tokenized)]

    def _windows(self, document: Document, bounds: np.ndarray, tokens: Tokens) -> Iterator[Example]:
        known = [span for span in document.spans if span.label in self.tags.labels]
        tags = self.tags.encode(known, *bounds.T)
        if document.unlabelled:
            tags[:] = UNKNOWN
        inside = (tags > 0) & (tags % 2 == 0)
        spans = self._numbered(known)
        subwords = word_ends(tokens) - tokens.heads
        cut = windows_of(subwords, self._room, self._limits.stride, inside)
        for number, window in enumerate(cut):
            features, heads = features_of(tokens, window, self._room, self._frame)
            owned = slice(window.owned_start, window.owned_end)
            yield {
                "features": features,
                "heads": heads,
                "starts": bounds[owned, 0].astype(np.int32),
                "ends": bounds[owned, 1].astype(np.int32),
                "tags": tags[owned].astype(self._tag_type),
                "spans": spans[: None if number == 0 else 0],
            }

    def _numbered(self, spans: Sequence[Span]) -> np.ndarray:
        """Return start, end and label of each span, int32 of shape [spans, 3]."""
        numbers = [(span.start, span.end, self.tags.labels.index(span.label)) for span in spans]
        return np.array(numbers, dtype=np.int32).reshape(-1, 3)

    def length(self, example: Example) -> int:
        """Return the number of subwords that are read."""
        return len(example["features"])

    def augment(self, example: Example, random: np.random.Generator) -> Example:
        """Hide some words from the encoder."""
        share = self._limits.word_dropout
        return with_words_hidden_at_random(example, self._unknown, share, self._frame, random)

    def collate(self, examples: Sequence[Example]) -> Batch:
        """Pad features with 0 and tags with -100, which the loss passes over."""
        features, lengths = padded_features(examples)
        words = np.array([len(example["tags"]) for example in examples])
        width = max(1, int(words.max()))
        tags = np.full((len(examples), width), UNKNOWN, dtype=np.int64)
        for row, (example, count) in enumerate(zip(examples, words.tolist())):
            tags[row, :count] = example["tags"]
        arrays = {"features": features, "tags": tags, "lengths": lengths, "words": words}
        if _need_heads(examples):
            arrays["heads"] = _padded_heads(examples, width)
        if TEACHER in examples[0]:
            arrays[TEACHER] = _padded_scores(examples, width)
        tensors = {name: torch.from_numpy(array) for name, array in arrays.items()}
        padded_tokens = features.shape[0] * features.shape[1]
        padding = padded_tokens - int(lengths.sum())
        return Batch(tensors, len(examples), int(words.sum()), padded_tokens, padding)

    def loss(self, output: torch.Tensor, batch: Batch) -> torch.Tensor:
        """Return the head's loss, as a mean over words."""
        tensors = batch.tensors
        total = self.head.loss(output, tensors["tags"], tensors["words"])
        return total / max(1, batch.tokens)

    def training_loss(self, passes: Sequence[torch.Tensor], batch: Batch) -> torch.Tensor:
        """Return the head's loss and that of the teacher, as a mean over words."""
        if self._has_own_loss(TokenClassificationModel, batch):
            return super().training_loss(passes, batch)
        tensors = batch.tensors
        teacher = tensors.get(TEACHER)
        total = self.head.training_loss(passes, tensors["tags"], tensors["words"], teacher)
        return total / max(1, batch.tokens)

    def class_scores(self, output: torch.Tensor, batch: Batch) -> list[np.ndarray]:
        """Return the logarithms of the tags' probabilities, of shape [words, tags] each.

        Raises:
            ConfigError: The head is a conditional random field, which has none of single words.
        """
        if not isinstance(self.head, LinearHead):
            raise ConfigError(
                "task.teacher: the head of this teacher judges whole sequences (task.head=crf), "
                "and has no probabilities of single tags. Name a run with task.head=linear."
            )
        logs = output.float().log_softmax(-1).cpu().numpy()
        return [row[:length] for row, length in zip(logs, batch.tensors["words"].tolist())]

    def joined_class_scores(
        self, windows: Sequence[Example], scores: Sequence[np.ndarray]
    ) -> np.ndarray:
        """Put the words that each window judged one after the other."""
        return np.concatenate(scores)

    def with_teacher(self, windows: Sequence[Example], scores: np.ndarray) -> list[Example]:
        """Return the windows of a text, each with the teacher's scores of its words."""
        ends = np.cumsum([len(window["tags"]) for window in windows])
        parts = np.split(scores, ends[:-1])
        return [{**window, TEACHER: part} for window, part in zip(windows, parts)]

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
        return TokenClassificationScorer(self._table)

    def items(self, example: Example, prediction: np.ndarray) -> Items:
        """Return the spans that people marked and those of the predicted tags, in characters."""
        words = entities_of(prediction, np.array([0, len(prediction)]), self._table)
        starts, ends, labels = example["starts"], example["ends"], self.tags.labels
        gold = dict.fromkeys(map(tuple, example["spans"].tolist()))
        return Items(
            [Span(start, end, labels[label]) for start, end, label in gold],
            [
                Span(int(starts[first]), int(ends[last - 1]), labels[label])
                for _, first, last, label in words.tolist()
            ],
        )

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


def _need_heads(examples: Sequence[Example]) -> bool:
    """Return whether more is read than judged: subwords, or words of a neighbouring window."""
    return any(len(example["heads"]) != len(example["features"]) for example in examples)


def _padded_heads(examples: Sequence[Example], width: int) -> np.ndarray:
    heads = np.zeros((len(examples), width), dtype=np.int64)
    for row, example in enumerate(examples):
        heads[row, : len(example["heads"])] = example["heads"]
    return heads


def _padded_scores(examples: Sequence[Example], width: int) -> np.ndarray:
    tags = examples[0][TEACHER].shape[1]
    scores = np.zeros((len(examples), width, tags), dtype=np.float32)
    for row, example in enumerate(examples):
        scores[row, : len(example[TEACHER])] = example[TEACHER]
    return scores
