"""The model of token classification and how it is fed and scored."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from training.core.backbones.text import TextEncoder
from training.core.data.documents import Document
from training.core.learner import Batch
from training.core.learner import Example
from training.core.learner import Learner
from training.core.learner import Metrics
from training.core.tasks.token_classification.scoring import entity_metrics
from training.core.tasks.token_classification.scoring import token_macro_f1
from training.core.tasks.token_classification.tags import TagSet
from training.core.torch_extra import nn
from training.core.torch_extra import torch

IGNORED = -100


class TokenTagger(nn.Module):
    """An encoder with a linear layer that scores every tag for every token.

    Args:
        encoder: Turns tokens into vectors.
        tags: Number of tags.
    """

    def __init__(self, encoder: TextEncoder, tags: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(0.2)
        self.head = nn.Linear(encoder.size, tags)

    def forward(self, tensors: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return tag scores, float32 of shape [batch, tokens, tags]."""
        hidden = self.encoder(tensors["features"], tensors["lengths"])
        scores: torch.Tensor = self.head(self.dropout(hidden))
        return scores


class TokenClassificationLearner(Learner):
    """Tags tokens, speaks in spans.

    Args:
        schema: ``{"labels": [...]}``.
        encoder: Encoder of a text backbone.
    """

    def __init__(self, schema: Mapping[str, Any], encoder: TextEncoder) -> None:
        self.schema = schema
        self.tags = TagSet(schema["labels"])
        self.encoder = encoder
        self.model = TokenTagger(encoder, len(self.tags))

    def encode(self, sample: Document) -> Example:
        """Tokenise a document and give each token its tag."""
        tokens = self.encoder.tokenize(sample.text)
        known = [span for span in sample.spans if span.label in self.tags.labels]
        tags = self.tags.encode(known, tokens.starts, tokens.ends)
        return {**tokens._asdict(), "tags": tags}

    def length(self, example: Example) -> int:
        """Return the number of tokens."""
        return len(example["tags"])

    def collate(self, examples: Sequence[Example]) -> Batch:
        """Pad features with 0 and tags with -100, which the loss passes over."""
        lengths = [len(example["tags"]) for example in examples]
        shape = (len(examples), max([1, *lengths]))
        features = np.zeros((*shape, examples[0]["features"].shape[1]), dtype=np.int64)
        tags = np.full(shape, IGNORED, dtype=np.int64)
        for row, (example, length) in enumerate(zip(examples, lengths)):
            features[row, :length] = example["features"]
            tags[row, :length] = example["tags"]
        arrays = {"features": features, "tags": tags, "lengths": np.array(lengths)}
        tensors = {name: torch.from_numpy(array) for name, array in arrays.items()}
        return Batch(tensors, len(examples), sum(lengths))

    def loss(self, output: torch.Tensor, batch: Batch) -> torch.Tensor:
        """Return the mean cross entropy over tokens."""
        tags = batch.tensors["tags"].flatten()
        total = nn.functional.cross_entropy(
            output.flatten(0, 1).float(), tags, ignore_index=IGNORED, reduction="sum"
        )
        return total / max(1, batch.tokens)

    def predictions(self, output: torch.Tensor, batch: Batch) -> list[np.ndarray]:
        """Return the best tag of every token."""
        best = output.argmax(-1).cpu().numpy()
        lengths = batch.tensors["lengths"].tolist()
        return [row[:length] for row, length in zip(best, lengths)]

    def score(
        self,
        samples: Sequence[Document],
        examples: Sequence[Example],
        predictions: Sequence[np.ndarray],
    ) -> Metrics:
        """Score entities on the characters people marked, and tags on tokens."""
        found = [
            self.tags.decode(tags, example["starts"], example["ends"])
            for example, tags in zip(examples, predictions, strict=True)
        ]
        true_tags = np.concatenate([example["tags"] for example in examples])
        macro = token_macro_f1(true_tags, np.concatenate(predictions), len(self.tags))
        metrics = entity_metrics([sample.spans for sample in samples], found)
        return {**metrics, "macro-f1": macro}

    def present(self, sample: Document, example: Example, prediction: np.ndarray) -> dict[str, Any]:
        """Return the text with the spans found in it."""
        spans = self.tags.decode(prediction, example["starts"], example["ends"])
        return {"text": sample.text, "annotations": [list(span) for span in spans]}

    def save_assets(self, folder: Path) -> None:
        """Write the encoder's tokenizer files."""
        self.encoder.save(folder)
