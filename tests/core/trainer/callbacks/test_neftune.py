"""Noise on embeddings in training only, the same after a resume."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from tests.core.tiny import CLASSES, FEATURES, TinyTaskModel
from tests.core.trainer.callbacks.fits import TinyFit, broken_off, same
from training.core.trainer.callbacks.neftune import Neftune, NeftuneOptions
from training.errors import ConfigError


class EmbeddingModel(nn.Module):
    """Reads the signs of the features as words."""

    def __init__(self) -> None:
        super().__init__()
        self.positions = nn.Embedding(FEATURES, 4)
        self.words = nn.Embedding(9, 4)
        self.head = nn.Linear(4, CLASSES)
        self.seen: list[torch.Tensor] = []

    def forward(self, tensors: dict[str, torch.Tensor]) -> torch.Tensor:
        vectors = self.words((tensors["features"] > 0).long())
        self.seen.append(
            vectors.detach() - self.words.weight[(tensors["features"] > 0).long()].detach()
        )
        scores: torch.Tensor = self.head(vectors.mean(1))
        return scores


class EmbeddingTaskModel(TinyTaskModel):
    def __init__(self) -> None:
        torch.manual_seed(2)
        super().__init__()
        self.model = EmbeddingModel()  # type: ignore[assignment]


def model_of(fit: TinyFit) -> EmbeddingModel:
    model = fit.task_model.model
    assert isinstance(model, EmbeddingModel)
    return model


def neftune(**options: Any) -> list[tuple[str, Neftune]]:
    return [("neftune", Neftune(NeftuneOptions(**options)))]


def test_noise_is_uniform_and_of_the_size_of_the_paper(tmp_path: Path) -> None:
    fit = TinyFit(tmp_path, neftune(alpha=3.0), model=EmbeddingTaskModel).run()
    noise = [one for one in model_of(fit).seen if len(one) == 6]
    bound = 3.0 / (FEATURES * 4) ** 0.5
    largest = max(float(one.abs().max()) for one in noise)
    assert 0.9 * bound < largest <= bound
    assert len({float(one.sum()) for one in noise}) == len(noise) == 12


def test_evaluations_and_the_exported_model_have_none(tmp_path: Path) -> None:
    model = model_of(TinyFit(tmp_path, neftune(), model=EmbeddingTaskModel).run())
    evaluations = [one for one in model.seen if len(one) == 24]
    assert len(evaluations) == 3
    assert not any(one.any() for one in evaluations)
    assert not model.words._forward_hooks


@pytest.mark.parametrize("step", [2, 5, 8])
def test_it_continues_bit_for_bit(step: int, tmp_path: Path) -> None:
    whole = TinyFit(tmp_path / "whole", neftune(), model=EmbeddingTaskModel).run()
    again = broken_off(tmp_path / "again", neftune, step, model=EmbeddingTaskModel)
    assert same(whole, again)


def test_an_embedding_that_is_not_there_is_named_beside_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"fits `\*tokens`\. Embeddings: positions, words"):
        TinyFit(tmp_path, neftune(module="*tokens"), model=EmbeddingTaskModel).run()
    with pytest.raises(ConfigError, match=r"no embedding\. Embeddings: none"):
        TinyFit(tmp_path, neftune()).run()
