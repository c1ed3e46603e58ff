"""Limits of windows over a text, and word dropout."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.core.backbones.text import TextEncoder
from training.errors import ConfigError


@dataclass(frozen=True)
class TextLimits:
    """How texts are cut and disturbed.

    Attributes:
        max_length: Most subwords of a window; None for what the encoder can read.
        stride: Subwords that neighbouring windows should both read.
        word_dropout: Share of the training words that are hidden from the encoder.
    """

    max_length: int | None = None
    stride: int = 32
    word_dropout: float = 0.0


def room_of(encoder: TextEncoder, limits: TextLimits) -> int | None:
    """Return the most subwords of a window without its frame; None for any number.

    Raises:
        ConfigError: More is asked for than the encoder can read, or nothing is left for the text.
    """
    most = encoder.max_subwords
    asked = limits.max_length
    if asked is not None and most is not None and asked > most:
        raise ConfigError(
            f"task.max_length={asked}: the backbone reads at most {most} subwords at a time. "
            "Longer documents are read in windows; leave the key out."
        )
    chosen = most if asked is None else asked
    if chosen is None:
        return None
    room = chosen - sum(map(len, encoder.frame()))
    if room < 1:
        raise ConfigError(
            f"task.max_length={chosen}: the frame of every window takes {chosen - room} subwords, "
            "so none is left for the text."
        )
    return room


def hidden_subword(encoder: TextEncoder, limits: TextLimits) -> np.ndarray | None:
    """Return what stands in place of a hidden word, shape [features]; None when none are hidden.

    Raises:
        ConfigError: The encoder cannot hide words.
    """
    if not limits.word_dropout:
        return None
    unknown = encoder.unknown()
    if unknown is None:
        raise ConfigError("task.word_dropout: this backbone cannot hide words. Set it to 0.")
    return unknown
