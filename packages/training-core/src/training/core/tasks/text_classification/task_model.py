"""Task model of text classification: batches, loss, predictions, scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from training.config import Section
from training.core.backbones.text import Tokens
from training.core.data.words import word_bounds, words_at
from training.core.io.torch import torch
from training.core.losses.classification_loss import ClassificationLoss
from training.core.losses.cross_entropy import CrossEntropy
from training.core.losses.loss import UNKNOWN as UNLABELLED
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
from training.core.tasks.text_classification.classifier import TextClassifier
from training.core.tasks.text_classification.labelled_texts import LabelledText
from training.core.tasks.text_classification.scorer import TextClassificationScorer

DIGITS = 6
"""Digits of the probabilities that are shown."""


class TextClassificationModel(TaskModel):
    """Chooses labels.

    A text that is too long for the model is read in windows. In training each of them carries the
    label of the text; the probabilities of a text are the mean over its windows, weighted by the
    words that belong to each.

    Args:
        schema: ``{"labels": [...]}``, and `class_weights` if they are asked for.
        model: The network.
        limits: How texts are cut and disturbed.
        loss: What is minimised; by default the cross entropy.

    Raises:
        ConfigError: `limits` ask for what the encoder cannot do.
    """

    def __init__(
        self,
        schema: Mapping[str, Any],
        model: TextClassifier,
        limits: TextLimits,
        loss: ClassificationLoss | None = None,
    ) -> None:
        self.schema = schema
        self.labels: list[str] = list(schema["labels"])
        self.model = model
        self.encoder = model.encoder
        self._limits = limits
        self._frame = self.encoder.frame()
        self._room = room_of(self.encoder, limits)
        self._unknown = hidden_subword(self.encoder, limits)
        self._loss = loss or ClassificationLoss(CrossEntropy(Section(), self.labels))
        self.passes, self.classes = self._loss.passes, self.labels
        weights = schema.get("class_weights")
        self._weights = None if weights is None else torch.tensor(weights)

    def encode(self, samples: Sequence[LabelledText]) -> list[list[Example]]:
        """Tokenise texts, and cut long ones into windows."""
        words = [words_at(sample.text, word_bounds(sample.text)) for sample in samples]
        tokenized = self.encoder.tokenize(words)
        return [list(self._windows(sample, tokens)) for sample, tokens in zip(samples, tokenized)]

    def _windows(self, sample: LabelledText, tokens: Tokens) -> Iterator[Example]:
        known = sample.label in self.labels
        label = self.labels.index(str(sample.label)) if known else UNLABELLED
        subwords = word_ends(tokens) - tokens.heads
        nowhere = np.zeros(len(subwords), dtype=bool)
        for window in windows_of(subwords, self._room, self._limits.stride, nowhere):
            features, heads = features_of(tokens, window, self._room, self._frame)
            yield {"features": features, "heads": heads, "label": np.array(label, np.int32)}

    def length(self, example: Example) -> int:
        """Return the number of subwords that are read."""
        return len(example["features"])

    def augment(self, example: Example, random: np.random.Generator) -> Example:
        """Hide some words from the encoder."""
        share = self._limits.word_dropout
        return with_words_hidden_at_random(example, self._unknown, share, self._frame, random)

    def collate(self, examples: Sequence[Example]) -> Batch:
        """Pad features with 0."""
        features, lengths = padded_features(examples)
        labels = np.array([example["label"] for example in examples], dtype=np.int64)
        arrays = {"features": features, "lengths": lengths, "labels": labels}
        if TEACHER in examples[0]:
            arrays[TEACHER] = np.stack([example[TEACHER] for example in examples])
        tensors = {name: torch.from_numpy(array) for name, array in arrays.items()}
        padded_tokens = features.shape[0] * features.shape[1]
        return Batch(
            tensors, len(examples), len(examples), padded_tokens, padded_tokens - int(lengths.sum())
        )

    def loss(self, output: torch.Tensor, batch: Batch) -> torch.Tensor:
        """Return the chosen loss, as a mean over texts (or their windows), in nats."""
        total = self._loss.total(output.float(), batch.tensors["labels"], self._weights_on(output))
        return total / max(1, batch.tokens)

    def training_loss(self, passes: Sequence[torch.Tensor], batch: Batch) -> torch.Tensor:
        """Return the chosen loss and that of the teacher, as a mean over texts (or windows)."""
        if self._has_own_loss(TextClassificationModel, batch):
            return super().training_loss(passes, batch)
        tensors = batch.tensors
        teacher = tensors.get(TEACHER)
        total = self._loss.training_total(
            [scores.float() for scores in passes],
            tensors["labels"],
            self._weights_on(passes[0]),
            teacher,
            None if teacher is None else torch.ones_like(tensors["labels"], dtype=torch.bool),
        )
        return total / max(1, batch.tokens)

    def _weights_on(self, output: torch.Tensor) -> torch.Tensor | None:
        return None if self._weights is None else self._weights.to(output.device)

    def class_scores(self, output: torch.Tensor, batch: Batch) -> list[np.ndarray]:
        """Return the logarithms of the probabilities of each example, of shape [labels]."""
        return list(output.float().log_softmax(-1).cpu().numpy())

    def joined_class_scores(
        self, windows: Sequence[Example], scores: Sequence[np.ndarray]
    ) -> np.ndarray:
        """Return the logarithms of the mean probabilities of the windows of a text."""
        if len(windows) == 1:
            return scores[0]
        mean = self.join(windows, [np.exp(one) for one in scores])[1]
        logs: np.ndarray = np.log(np.maximum(mean, np.finfo(np.float32).tiny)).astype(np.float32)
        return logs

    def with_teacher(self, windows: Sequence[Example], scores: np.ndarray) -> list[Example]:
        """Return the windows of a text, each with the teacher's scores of the text."""
        return [{**window, TEACHER: scores} for window in windows]

    def predictions(self, output: torch.Tensor, batch: Batch) -> list[np.ndarray]:
        """Return the probability of every label, float32 of shape [labels], for each example."""
        return list(output.float().softmax(-1).cpu().numpy())

    def join(
        self, windows: Sequence[Example], predictions: Sequence[np.ndarray]
    ) -> tuple[Example, np.ndarray]:
        """Return the mean of the windows' probabilities, weighted by the words of each."""
        if len(windows) == 1:
            return windows[0], predictions[0]
        words = np.array([len(one["heads"]) for one in windows], dtype=np.float64)
        return windows[0], np.average(np.stack(predictions), axis=0, weights=np.maximum(words, 1))

    def scorer(self) -> Scorer:
        """Score the most probable labels."""
        return TextClassificationScorer(self.labels)

    def items(self, example: Example, prediction: np.ndarray) -> Items | None:
        """Return the label of a text and the most probable one; None where it has no label."""
        label = int(example["label"])
        if label < 0:
            return None
        return Items((self.labels[label],), (self.labels[int(prediction.argmax())],))

    def present(
        self, sample: LabelledText, example: Example, prediction: np.ndarray
    ) -> dict[str, Any]:
        """Return the text with its most probable label, and the probability of each."""
        scores = {label: round(float(one), DIGITS) for label, one in zip(self.labels, prediction)}
        best = self.labels[int(prediction.argmax())]
        return {"text": sample.text, "label": best, "scores": scores}

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
