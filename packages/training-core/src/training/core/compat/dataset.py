"""The old dataset of token ids and labels for models of transformers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from training.core.compat.labels import (
    encode_annotations_to_labels,
    normalize_text_for_tokenization,
)
from training.core.io.torch import torch
from training.errors import DataError


class ResumeNERDataset(torch.utils.data.Dataset[dict[str, torch.Tensor]]):
    """Documents as token ids with old labels, cut at `max_length` tokens.

    Args:
        samples: Documents ``{"text": …, "annotations": [[start, end, label], …]}``.
        tokenizer: A fast tokenizer of transformers: labels need its offsets.
        max_length: Most tokens of a document; what comes after is lost.
        label2id: Numbers of the labels.

    Raises:
        DataError: A sample is no mapping, or the tokenizer knows no offsets.
    """

    def __init__(
        self,
        samples: Sequence[Mapping[str, Any]],
        tokenizer: Any,
        max_length: int,
        label2id: Mapping[str, int],
    ) -> None:
        for index, sample in enumerate(samples):
            if not isinstance(sample, Mapping):
                raise DataError(f"samples[{index}]: expected a document, got {sample!r}.")
        if not getattr(tokenizer, "is_fast", False):
            raise DataError(
                "The tokenizer knows no character offsets, so no token could get its label. Use "
                "the fast version of it."
            )
        self.samples = samples
        self.tokenizer = tokenizer
        self.max_length = max_length
        self.label2id = label2id

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int) -> dict[str, torch.Tensor]:
        """Return ``input_ids``, ``attention_mask``, … and ``labels``, each of shape [tokens]."""
        sample = self.samples[index]
        text = normalize_text_for_tokenization(sample.get("text"))
        encoded = self.tokenizer(
            text, truncation=True, max_length=self.max_length, return_offsets_mapping=True
        )
        offsets = encoded.pop("offset_mapping")
        annotations = sample.get("annotations") or []
        labels = encode_annotations_to_labels(text, annotations, offsets, self.label2id)
        return {
            name: torch.tensor(values) for name, values in {**encoded, "labels": labels}.items()
        }
