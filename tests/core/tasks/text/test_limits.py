from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from training.core.backbones.text import TextEncoder, Tokens
from training.core.tasks.text.limits import TextLimits, hidden_subword, room_of
from training.errors import ConfigError


class Encoder(TextEncoder):
    """Reads at most `most` subwords, of which a frame takes three."""

    def __init__(self, most: int | None = None, unknown: int | None = None) -> None:
        super().__init__()
        self.max_subwords = most
        self._unknown = unknown

    def tokenize(self, texts: Sequence[Sequence[str]]) -> list[Tokens]:
        raise NotImplementedError

    def frame(self) -> tuple[np.ndarray, np.ndarray]:
        return np.zeros((1, 1), dtype=np.int64), np.zeros((2, 1), dtype=np.int64)

    def unknown(self) -> np.ndarray | None:
        return None if self._unknown is None else np.array([self._unknown])

    def forward(self, features: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        raise NotImplementedError

    def save(self, folder: Path) -> None:
        raise NotImplementedError


@pytest.mark.parametrize(
    ("most", "asked", "room"),
    [(None, None, None), (10, None, 7), (None, 8, 5), (10, 8, 5), (10, 10, 7), (None, 4, 1)],
)
def test_the_frame_of_a_window_leaves_the_rest_for_the_text(
    most: int | None, asked: int | None, room: int | None
) -> None:
    assert room_of(Encoder(most), TextLimits(asked)) == room


@pytest.mark.parametrize(
    ("most", "asked", "words"),
    [(10, 11, "reads at most 10 subwords"), (None, 3, "takes 3 subwords, so none is left")],
)
def test_a_length_that_cannot_be_is_refused_with_its_key(
    most: int | None, asked: int, words: str
) -> None:
    with pytest.raises(ConfigError, match=f"task.max_length={asked}: .*{words}"):
        room_of(Encoder(most), TextLimits(asked))


def test_words_are_hidden_only_when_asked_for_and_where_the_encoder_can() -> None:
    assert hidden_subword(Encoder(unknown=7), TextLimits()) is None
    hidden = hidden_subword(Encoder(unknown=7), TextLimits(word_dropout=0.1))
    assert hidden is not None
    assert hidden.tolist() == [7]
    with pytest.raises(ConfigError, match="this backbone cannot hide words"):
        hidden_subword(Encoder(), TextLimits(word_dropout=0.1))
