"""The old path of pretrained models with their tokenizers."""

from __future__ import annotations

from training.core.compat.model import create_model_and_tokenizer as create_model_and_tokenizer
