"""The keys of token classification."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from training.config import LossConfig, Section
from training.core.losses.distillation import DistillationOptions
from training.core.metrics.entities.tag_table import Scheme
from training.core.tasks.class_weights import ClassWeights


class TokenClassificationOptions(Section):
    """Keys of `task` for `token-classification`."""

    labels: list[str] | None = Field(default=None, min_length=1)
    """Entity types to learn; by default those that occur in the training split."""
    max_document_chars: int = Field(default=1_000_000, ge=1)
    """Longer documents are refused: they are most often several documents in one."""
    max_length: int | None = Field(default=None, ge=8)
    """Most tokens that are read at a time; longer documents are read in windows."""
    stride: int = Field(default=32, ge=0)
    """Tokens that neighbouring windows both read, so that every word has its context."""
    words: Literal["auto", "signs", "spaces"] = "auto"
    """What is judged: `spaces`, what stands between spaces, without brackets and sentence signs at
    its ends; `signs`, every run of letters and digits, and every other sign; `auto`, `spaces`
    unless a span of the training split begins or ends inside such a word."""
    head: Literal["linear", "crf"] = "linear"
    """What judges tags: each word on its own, or whole sequences (conditional random field)."""
    constrained_decoding: bool = True
    """Choose the best well-formed tags: `I-X` only after `B-X` or `I-X`"""
    loss: LossConfig = LossConfig()
    """What is minimised; only with the linear head."""
    class_weights: ClassWeights = "none"
    """Whether rare tags count for more in the loss (`balanced`), or weights by label, such as
    `{PERSON: 3}`, 1 for the others (`O` is the label of words outside); only with the linear
    head."""
    class_weight_smoothing: float = Field(default=0.5, ge=0.0, le=1.0)
    """From 0, where every tag counts as much as any other, to 1, where every word does."""
    label_smoothing: float = Field(default=0.0, ge=0.0, lt=1.0)
    """Share of each target that is spread over all tags; only with the linear head."""
    teacher: Path | None = None
    """Run, or exported model, whose probabilities are learned beside the labels (distillation); the
    training split may hold documents without annotations then."""
    distillation: DistillationOptions = DistillationOptions()
    """How the teacher counts."""
    dropout: float = Field(default=0.2, ge=0.0, lt=1.0)
    """Share of the values of a word's vector that the head does not see while training."""
    word_dropout: float = Field(default=0.0, ge=0.0, lt=1.0)
    """Share of the words hidden while training, so that context counts."""
    scoring: Scheme = "conll"
    """How predicted tags become entities when they are scored: `conll`, or `iob2-strict`, which
    counts what begins with a `B-` tag alone."""
